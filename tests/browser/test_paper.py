"""Pages on paper: no tools around them, nothing cut, and where and when they come from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from opendti_site.publication.actions import EditionFacts, publish_run
from tests.site.runs import round_, run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.results.models import Run
    from tests.browser.windows import Windows

__all__ = ["round_", "run"]

SHEET = {"width": 688, "height": 1000}  # A4 less its margins, in CSS pixels
BEYOND = """() => [...document.querySelectorAll("table, svg, h1, p, dd")]
  .filter((one) => one.checkVisibility() && !one.closest(".visually-hidden"))
  .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def published(run: Run, coordinator: User) -> Run:
    publish_run(run, EditionFacts(title="Kết quả", slug="kq"), by=coordinator)
    return run


@pytest.mark.parametrize(
    "url",
    [
        "/ket-qua/kq/?khoi=services",
        "/ket-qua/kq/CucTMDT/?mo=tat-ca",
        "/ket-qua/kq/CucTMDT/1.2/",
        "/ky/{run.round_id}/ket-qua/{run.pk}/",
        "/ky/{run.round_id}/",
        "/ho-so/{own}/chi-so/1/",
        "/ho-so/{own}/diem/",
        "/bo-chi-so/{run.round.release.identity}/",
    ],
)
def test_page_on_paper_is_whole_and_says_where_it_comes_from(
    windows: Windows, published: Run, coordinator: User, url: str
) -> None:
    own = published.round.submissions.get(unit__code="CucTMDT").pk
    page = windows.open(coordinator, viewport=SHEET)
    page.emulate_media(media="print")
    page.goto(url.format(run=published, own=own))
    expect(page.locator("h1")).to_be_visible()
    for tool in page.locator(".head, .side, .btn, .pills, .foot").all():
        expect(tool).to_be_hidden()
    expect(page.locator(".printed")).to_contain_text(page.url)
    assert page.evaluate(BEYOND) == []


def test_report_on_paper_shows_every_card_and_the_lines_to_sign_on(
    windows: Windows, published: Run, coordinator: User
) -> None:
    own = published.round.submissions.get(unit__code="CucTMDT").pk
    page = windows.open(coordinator, viewport=SHEET)
    page.goto(f"/ho-so/{own}/chi-so/1/")
    expect(page.get_by_text("Thủ trưởng đơn vị")).to_be_hidden()
    page.emulate_media(media="print")
    cards = page.locator(".crit .inputs")
    expect(cards).to_have_count(2)
    for card in cards.all():
        expect(card).to_be_visible()
    expect(page.get_by_text("Thủ trưởng đơn vị")).to_be_visible()


def test_framework_on_paper_names_every_criterion(
    windows: Windows, published: Run, coordinator: User
) -> None:
    page = windows.open(coordinator, viewport=SHEET)
    page.goto(f"/bo-chi-so/{published.round.release.identity}/")
    page.emulate_media(media="print")
    leaves = page.locator(".frame-leaf")
    expect(leaves).not_to_have_count(0)
    for leaf in leaves.all():
        expect(leaf).to_be_visible()
