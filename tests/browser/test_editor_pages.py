"""The editor's pages as those who use them: accessible, within the screen, large enough."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.frameworks.actions import adopt_text, create_draft
from opendti_site.frameworks.bridge import draft_from_file
from tests.browser.test_pages import AXE, faults_of
from tests.opendti.annex.decisions import write_ministry_sheet
from tests.site.frameworks.test_comparing import next_year
from tests.site.frameworks.test_composite import TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from opendti_site.accounts.models import User
    from tests.browser.windows import Windows


@pytest.fixture
def addresses(framework_text: str, coordinator: User, tmp_path: Path) -> list[str]:
    path = write_ministry_sheet(tmp_path / "phu-luc.xlsx")
    read = draft_from_file(path.name, path.read_bytes(), code="vn.bct.dti")
    annex = create_draft(
        text=read.text, by=coordinator, origin=read.origin, notices=read.notices
    )
    whole = create_draft(text=TEXT, by=coordinator, origin="file")
    for text in (framework_text, next_year(framework_text)):
        adopt_text(text, by=coordinator)
    drafts = "/bo-chi-so/ban-nhap"
    pair = "vn.test.small@2026/vn.test.small@2027"
    return [
        f"{drafts}/tao/",
        f"{drafts}/{annex.pk}/",
        f"{drafts}/{annex.pk}/muc/1/",
        f"{drafts}/{annex.pk}/muc/4.0/",
        f"{drafts}/{annex.pk}/dau/can-cu/",
        f"{drafts}/{whole.pk}/dau/tong-hop/",
        f"{drafts}/{whole.pk}/muc/0/",
        f"{drafts}/{whole.pk}/muc/0.1/",
        f"/bo-chi-so/doi-chieu/{pair}/",
    ]


def test_the_editor_s_pages_are_accessible_and_fit_at_every_width(
    windows: Windows, coordinator: User, addresses: list[str]
) -> None:
    page = windows.open(coordinator, reduced_motion="reduce")
    page.add_init_script(path=AXE)
    faults = [f"{url} {fault}" for url in addresses for fault in faults_of(page, url)]
    assert faults == []
