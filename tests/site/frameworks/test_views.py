from __future__ import annotations

import re
from io import BytesIO
from typing import TYPE_CHECKING

import docx
import pytest

from opendti_site.frameworks.actions import adopt_text
from opendti_site.frameworks.models import FrameworkRelease
from tests.site.frameworks.kinds import sent_by

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease as Release

pytestmark = pytest.mark.sqlite  # the walls open every page on both databases


@pytest.fixture
def release(framework_text: str, coordinator: User) -> Release:
    return adopt_text(framework_text, by=coordinator)


def test_shelf_counts_queries_once(
    client: Client,
    release: Release,
    framework_text: str,
    coordinator: User,
    viewer: User,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(viewer)
    client.get("/bo-chi-so/")

    with django_assert_num_queries(4):
        client.get("/bo-chi-so/")
    for year in ("2027", "2028"):
        adopt_text(framework_text.replace('"2026"', f'"{year}"'), by=coordinator)
    with django_assert_num_queries(4):
        page = client.get("/bo-chi-so/").content.decode()

    assert page.count("Bộ chỉ số thử") == 3
    assert "Thêm từ thư viện" not in page


def test_framework_page_reads_from_top_to_bottom(
    client: Client, release: Release, viewer: User
) -> None:
    client.force_login(viewer)

    page = client.get("/bo-chi-so/vn.test.small@2026/").content.decode()

    assert "90 điểm, 5 tiêu chí" in page
    assert "Từ 80% trở lên" in page
    assert "Minh họa" in page


def test_framework_file_is_the_text_byte_for_byte(
    client: Client, release: Release, viewer: User, framework_text: str
) -> None:
    client.force_login(viewer)

    answer = client.get("/bo-chi-so/vn.test.small@2026/tep.yaml")

    assert answer.content.decode() == framework_text
    assert (
        answer["Content-Disposition"]
        == 'attachment; filename="vn.test.small@2026.yaml"'
    )


def test_paper_of_a_release_is_dated_by_its_publication(
    client: Client, release: Release, viewer: User
) -> None:
    client.force_login(viewer)

    answer = client.get("/bo-chi-so/vn.test.small@2026/tai/docx/")

    properties = docx.Document(BytesIO(answer.content)).core_properties
    assert release.published_at
    assert properties.created == release.published_at.replace(microsecond=0)
    assert properties.title.startswith(f"{release.title_vi} (bộ minh họa). ")


def test_adopt_framework_is_for_coordinators(
    client: Client, viewer: User, coordinator: User
) -> None:
    form = {"identity": "vn.dti.province@2024"}
    client.force_login(viewer)
    assert client.post("/bo-chi-so/them/", form).status_code == 403
    assert not FrameworkRelease.objects.exists()

    client.force_login(coordinator)
    title, english = "Bộ chỉ số đánh giá chuyển đổi số cấp tỉnh năm 2024", "Provincial"
    assert f"{title}, phiên bản 2024" in client.get("/bo-chi-so/").content.decode()
    assert english in client.get("/en/bo-chi-so/").content.decode()
    client.post("/bo-chi-so/them/", form)

    assert FrameworkRelease.objects.get().identity == "vn.dti.province@2024"


@pytest.mark.parametrize("name", ["id", "version"])
@pytest.mark.parametrize("typed", ["", "  "])
def test_a_draft_keeps_its_code_and_its_version(
    client: Client, draft: FrameworkRelease, coordinator: User, name: str, typed: str
) -> None:
    client.force_login(coordinator)
    address = f"{draft.get_absolute_url()}dau/chung/"
    form = sent_by(client.get(address).content.decode())

    page = client.post(address, form | {name: typed, "act": "save"})

    assert page.status_code == 200
    text = page.content.decode()
    assert "Bản nháp cần có mã và phiên bản" in text
    assert "Xin so hai bên" not in text
    kept = FrameworkRelease.objects.get()
    assert (kept.identity, kept.version) == (draft.identity, draft.version)


def test_the_button_that_publishes_is_an_act_in_english_too(
    client: Client, draft: FrameworkRelease, coordinator: User
) -> None:
    client.force_login(coordinator)

    page = client.get(f"/en{draft.get_absolute_url()}").content.decode()

    assert re.search(r"</svg>\s*Publish\s*</button>", page)


def test_the_library_marks_what_cannot_be_scored(
    client: Client, coordinator: User
) -> None:
    client.force_login(coordinator)

    page = client.get("/bo-chi-so/").content.decode()

    options = re.findall(r'<option value="([^"]+)">(.*?)</option>', page, re.DOTALL)
    marked = {name for name, words in options if "không tính được điểm" in words}
    assert marked == {"vn.hanoi.city@2025", "vn.hanoi.commune@2025"}
