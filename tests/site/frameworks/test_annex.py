"""An officer's day: the annex of a decision comes in, is looked through, is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import (
    create_draft,
    delete_draft_node,
    publish_draft,
    settle_notices,
)
from opendti_site.frameworks.bridge import draft_from_file, read_draft
from opendti_site.frameworks.drafting.totals import points_below
from opendti_site.frameworks.drafting.tree import walk_nodes
from opendti_site.frameworks.models import FrameworkRelease
from tests.opendti.annex.annexes import write_sheet
from tests.opendti.annex.decisions import write_ministry_sheet
from tests.site.frameworks.kinds import sent_by

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client

    from opendti_site.accounts.models import User

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases

UNSEEN = ["II", "5-2", "8", "10", "11", "13"]


@pytest.fixture
def draft(coordinator: User, tmp_path: Path) -> FrameworkRelease:
    path = write_ministry_sheet(tmp_path / "phu-luc.xlsx")
    read = draft_from_file(path.name, path.read_bytes(), code="vn.bct.dti")
    return create_draft(
        text=read.text, by=coordinator, origin=read.origin, notices=read.notices
    )


def address_of(draft: FrameworkRelease, code: str) -> str:
    addresses = {
        node.node["code"]: node.address for node in walk_nodes(read_draft(draft.text))
    }
    return f"/bo-chi-so/ban-nhap/{draft.pk}/muc/{addresses[code]}/"


def test_the_upload_says_what_must_be_looked_at(
    client: Client, coordinator: User, tmp_path: Path
) -> None:
    client.force_login(coordinator)
    path = write_ministry_sheet(tmp_path / "phu-luc.xlsx")
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(
        "/bo-chi-so/ban-nhap/tao/", {"way": "file", "file-file": file}, follow=True
    )

    page = answer.content.decode()
    assert "Còn 11 điều đọc từ phụ lục cần người xem" in page
    assert "chưa có mã bộ chỉ số; tạm đặt vn.draft" in page
    assert "văn bản ghi 10 điểm, nhưng các mục bên dưới cộng lại là 12" in page
    assert "không ghi trừ nhiều nhất bao nhiêu; tạm lấy 2" in page
    assert "11 điều cần xem" in client.get("/bo-chi-so/").content.decode()


def test_the_second_annex_of_a_file_is_asked_for(
    client: Client, coordinator: User, tmp_path: Path
) -> None:
    client.force_login(coordinator)
    header: list[object] = ["STT", "Chỉ số", "Điểm tối đa"]
    rows = [header, [1, "Một", 10], ["Phụ lục II"], header, [1, "Khác", 30]]
    raw = write_sheet(tmp_path / "hai.xlsx", rows).read_bytes()

    def asked(part: str) -> str:
        file = SimpleUploadedFile("hai.xlsx", raw)
        form = {"way": "file", "file-file": file, "file-part": part}
        form["file-version"] = f"v{part}"
        url = "/bo-chi-so/ban-nhap/tao/"
        return client.post(url, form, follow=True).content.decode()

    assert "tệp có 2 phụ lục; chỉ nhập phụ lục thứ nhất" in asked("")
    assert "Khác" in asked("2")
    assert "Không có phụ lục thứ 3; tệp có 2 phụ lục." in asked("3")
    assert FrameworkRelease.objects.count() == 2


def test_nothing_is_published_that_nobody_looked_at(
    draft: FrameworkRelease, coordinator: User
) -> None:
    with pytest.raises(ActionRefusedError, match="còn 10 điều"):
        publish_draft(draft=draft, version=draft.version, by=coordinator)
    assert FrameworkRelease.objects.get().is_draft

    publish_draft(draft=draft, version=draft.version, by=coordinator, over_notices=True)

    line = AuditLine.objects.get(verb="publish_framework")
    assert line.detail["unseen"] == 10


def test_a_node_is_saved_seen_and_left_by_one_button(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    settle_notices(draft=draft, code=None, by=coordinator)
    url = address_of(draft, UNSEEN[0])
    done = FrameworkRelease.objects.get()
    addresses = [address_of(draft, code) for code in UNSEEN[1:]]
    for following in [*addresses, done.get_absolute_url()]:
        page = client.get(url).content.decode()
        assert "Điều cần xem lại khi nhập từ phụ lục" in page
        answer = client.post(url, sent_by(page) | {"act": "save_seen"})
        url = answer["Location"]
        assert url == following

    done.refresh_from_db()
    assert done.doubts == 0
    publish_draft(draft=done, version=done.version, by=coordinator)


def test_the_printed_words_stand_beside_what_was_understood(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    page = client.get(address_of(draft, "10")).content.decode()
    assert "<dd>Đạt 100%: 10 điểm; cứ giảm 1% trừ 0,2 điểm.</dd>" in page
    assert "<dd>Điểm = MAX(0; MIN(điểm tối đa;" in page
    sure = client.get(address_of(draft, "1")).content.decode()
    assert "Điều cần xem lại" not in sure


def test_a_group_shows_what_its_points_add_up_to(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)
    page = client.get(address_of(draft, "II")).content.decode()
    table = page.split("points-table", 1)[1].split("</table>", 1)[0]
    assert table.count("<tr>") == 5
    assert "<b>12</b>" in table

    whole = points_below(read_draft(draft.text), ())
    assert whole is not None
    assert whole.sums == ("102",)
    assert [line.points for line in whole.lines] == [
        ("15",),
        ("12",),
        ("15",),
        ("60",),
        ("",),
    ]
    below = points_below(read_draft(draft.text), (4,))
    assert below is not None
    assert [(line.points, line.outside) for line in below.lines] == [(("−2",), True)]


def test_points_by_block_are_added_by_block() -> None:
    document = {
        "blocks": [{"code": "a", "title": {"vi": "A"}}, {"code": "b"}],
        "nodes": [
            {"code": "1", "points": {"a": "2.5"}},
            {"code": "2", "points": "1"},
            {"code": "3", "points": "mười"},
        ],
    }
    found = points_below(document, ())
    assert found is not None
    assert found.sums == ("3,5", "1")
    assert [line.points for line in found.lines] == [
        ("2,5", ""),
        ("1", "1"),
        ("", ""),
    ]


def test_notices_leave_with_their_node(
    draft: FrameworkRelease, coordinator: User
) -> None:
    delete_draft_node(draft=draft, version=draft.version, path=(4,), by=coordinator)

    codes = {notice["code"] for notice in FrameworkRelease.objects.get().notices}
    assert "13" not in codes
    assert {"II", "5-2", None} <= codes
