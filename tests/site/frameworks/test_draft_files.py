"""Drafts from files and to files: YAML, JSON, annexes, text that is no framework."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opendti import fingerprint, parse_framework
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import (
    adopt_text,
    settle_notices,
)
from opendti_site.frameworks.bridge import (
    FileRefusedError,
    draft_from_file,
    exported,
    read_draft,
)
from opendti_site.frameworks.drafting.tree import (
    walk_nodes,
)
from opendti_site.frameworks.models import FrameworkRelease
from tests.opendti.annex.annexes import write_commune_sheet
from tests.site.frameworks.kinds import EVERY_RULE

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from opendti_site.accounts.models import User

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases


def test_a_draft_from_yaml_or_json_is_that_framework(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    for kind, version in (("yaml", "2031"), ("json", "2032")):
        raw = exported(EVERY_RULE, kind)
        file = SimpleUploadedFile(f"bo.{kind}", raw)
        form = {"way": "file", "file-file": file, "file-version": version}
        client.post("/bo-chi-so/ban-nhap/tao/", form)

        draft = FrameworkRelease.objects.get(identity=f"vn.test.every@{version}")
        text = draft.text.replace(version, "2026")
        assert fingerprint(parse_framework(text)) == fingerprint(
            parse_framework(EVERY_RULE)
        )


def test_a_text_that_is_no_framework_is_refused_with_its_lines(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)
    file = SimpleUploadedFile("x.yaml", b"a: &x 1\nb: *x\n")

    page = client.post(
        "/bo-chi-so/ban-nhap/tao/", {"way": "file", "file-file": file}
    ).content.decode()

    assert "Dòng 1: Không dùng neo và bí danh của YAML." in page
    assert not FrameworkRelease.objects.exists()
    for raw in (b"\xff\xfe\x00", b"- 1\n- 2\n", b"id: x\nversion: 1\nnodes: 5\n"):
        with pytest.raises(FileRefusedError):
            draft_from_file("x.yaml", raw)


def test_a_copy_is_a_new_version(
    client: Client, framework_text: str, coordinator: User
) -> None:
    release = adopt_text(framework_text, by=coordinator)
    client.force_login(coordinator)

    client.post(
        "/bo-chi-so/ban-nhap/tao/",
        {"way": "copy", "copy-release": str(release.pk), "copy-version": "2027"},
    )

    draft = FrameworkRelease.objects.get(state="draft")
    assert draft.identity == "vn.test.small@2027"
    assert draft.fingerprint


def test_an_annex_becomes_a_draft_with_notices_beside_its_nodes(
    client: Client, coordinator: User, tmp_path: Path
) -> None:
    client.force_login(coordinator)
    path = write_commune_sheet(tmp_path / "phu-luc.xlsx")
    file = SimpleUploadedFile("phu-luc.xlsx", path.read_bytes())

    client.post("/bo-chi-so/ban-nhap/tao/", {"way": "file", "file-file": file})

    draft = FrameworkRelease.objects.get()
    assert draft.state == "draft"
    assert AuditLine.objects.get(verb="create_draft").detail == {"origin": "annex"}
    guess = next(
        notice
        for notice in draft.notices
        if notice["code"] and notice["level"] != "sure"
    )
    document = read_draft(draft.text)
    path = next(
        node.address
        for node in walk_nodes(document)
        if node.node["code"] == guess["code"]
    )
    page = client.get(f"/bo-chi-so/ban-nhap/{draft.pk}/muc/{path}/").content.decode()
    assert "Điều cần xem lại khi nhập từ phụ lục" in page

    settle_notices(draft=draft, code=guess["code"], by=coordinator)

    page = client.get(f"/bo-chi-so/ban-nhap/{draft.pk}/muc/{path}/").content.decode()
    assert "Điều cần xem lại" not in page
    kept = FrameworkRelease.objects.get().notices
    assert all(notice["code"] != guess["code"] for notice in kept)
    assert len(kept) < len(draft.notices)


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("x.xlsx", "Tệp hỏng, không mở được."),
        ("x.docx", "Tệp hỏng, không mở được."),
        ("x.pdf", "Cần tệp YAML, JSON, XLSX hoặc DOCX."),
    ],
)
def test_a_broken_annex_is_refused_in_words(
    client: Client, coordinator: User, name: str, fault: str
) -> None:
    client.force_login(coordinator)
    file = SimpleUploadedFile(name, b"PK\x03\x04 nothing")
    page = client.post("/bo-chi-so/ban-nhap/tao/", {"way": "file", "file-file": file})
    assert page.status_code == 200
    assert fault in page.content.decode()
    assert not FrameworkRelease.objects.exists()


def test_the_file_page_saves_text_and_refuses_what_is_none(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    url = f"/bo-chi-so/ban-nhap/{draft.pk}/tep/"
    text = draft.text.replace("Nhận thức số", "Nhận thức mới")

    refused = client.post(url, {"version": "1", "text": "a: [1"}).content.decode()
    assert "Tệp không đọc được" in refused
    client.post(url, {"version": "1", "text": text.replace("\n", "\r\n")})
    assert FrameworkRelease.objects.get().text == text
    stale = client.post(url, {"version": "1", "text": draft.text}).content.decode()

    assert "vừa được sửa ở cửa sổ khác hoặc bởi người khác" in stale
    assert "Nội dung đang lưu" in stale
    assert FrameworkRelease.objects.get().text == text


@pytest.mark.parametrize("kind", ["yaml", "json", "xlsx", "docx"])
def test_export_then_import_gives_the_same_fingerprint(
    client: Client, framework_text: str, coordinator: User, viewer: User, kind: str
) -> None:
    release = adopt_text(framework_text, by=coordinator)
    client.force_login(viewer)

    answer = client.get(f"/bo-chi-so/{release.identity}/tai/{kind}/")

    assert f'{release.identity}.{kind}"' in answer["Content-Disposition"]
    read = draft_from_file(f"x.{kind}", answer.content)
    assert fingerprint(parse_framework(read.text)) == release.fingerprint
    assert client.get(f"/bo-chi-so/{release.identity}/tai/pdf/").status_code == 404


def test_the_schema_is_there_for_other_editors(client: Client, viewer: User) -> None:
    client.force_login(viewer)

    schema = client.get("/bo-chi-so/luoc-do.json").json()

    assert schema["title"] == "Framework"
