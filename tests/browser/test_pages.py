"""Every main page as those who use it: accessible, within the screen, silent on the console."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import (
    close_round,
    start_appraisal,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.verification import verify_and_keep
from opendti_site.operations.models import BackupRecord
from opendti_site.operations.storage import measure_and_keep
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.results.actions import compute_run, start_run
from opendti_site.ui.paging import ROWS
from tests.browser.windows import DESK, PHONE
from tests.site.cast import person
from tests.site.runs import answered, more_units, opened

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit
    from tests.browser.windows import Windows

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
ASK_ALL = {"runOnly": {"type": "tag", "values": LEVELS}}
ASK_COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
CHECK = """async (asked) => (await axe.run(document, asked)).violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NARROW = """() => [...document.querySelectorAll(
  "a.btn, button, select, textarea, input:not([type=hidden], [type=checkbox], [type=radio])")]
  .filter((one) => one.checkVisibility({ visibilityProperty: true }))
  .filter((one) => !one.closest(".visually-hidden, .visually-hidden-focusable"))
  .filter((one) => one.getBoundingClientRect().height < 43.5)
  .map((one) => one.outerHTML.slice(0, 120))"""


def system_at_work() -> None:
    """Give the page of the system something of everything to show."""
    long_reason = "ValueError: " + "một lý do dài " * 20
    for status, reason in (("READY", ""), ("FAILED", long_reason)):
        DBTaskResult.objects.create(
            task_path="opendti_site.system.asked_jobs.verify_now",
            args_kwargs={"args": [], "kwargs": {}},
            backend_name="default",
            run_after=timezone.now(),
            status=status,
            traceback=reason,
            finished_at=timezone.now() if reason else None,
        )
    target = "/backup/" + "opendti-mot-ten-rat-dai-" * 6
    BackupRecord.objects.create(
        started_at=timezone.now(), seconds=200, size=10**9, files=7, target=target
    )
    measure_and_keep()
    verify_and_keep(deep=False)


@pytest.fixture
def keys(
    round_: Round, ministry: Unit, framework_text: str, coordinator: User
) -> dict[str, Any]:
    """Beside the open round: a published one, one in appraisal, one that is being set up."""
    published = opened(framework_text, ministry, coordinator, year=2024)
    answered(published, coordinator)
    close_round(start_appraisal(published, by=coordinator), by=coordinator)
    run = compute_run(start_run(published, Stage.FINAL, by=coordinator))
    publish_run(run, EditionFacts(title="Kết quả 2024", slug="kq"), by=coordinator)
    judged = opened(framework_text, ministry, coordinator, year=2025)
    answered(judged, coordinator)
    start_appraisal(judged, by=coordinator)
    own = round_.submissions.get(unit__code="CucTMDT")
    system_at_work()
    return {
        "open": round_.pk,
        "closed": published.pk,
        "judged": judged.pk,
        "run": run.pk,
        "own": own.pk,
        "theirs": judged.submissions.get(unit__code="CucTMDT").pk,
        "person": person("giang", "Ngô Giang", Role.VIEWER, ministry).pk,
    }


PAGES = {
    "visitor": (
        "/",
        "/tim/?q=cuc",
        "/tim/?q=khong+co",
        "/phuong-phap/",
        "/du-lieu-mo/",
        "/ket-qua/kq/?khoi=services",
        "/ket-qua/kq/CucTMDT/?mo=tat-ca",
        "/ket-qua/kq/CucTMDT/1.2/",
        "/tai-khoan/dang-nhap/",
    ),
    "coordinator": (
        "/viec-cua-toi/",
        "/ky/",
        "/ky/lap/",
        "/ky/{open}/",
        "/ky/{open}/gia-han/",
        "/ky/{closed}/",
        "/lan-tinh/",
        "/ky/{closed}/ket-qua/",
        "/ky/{closed}/ket-qua/{run}/",
        "/ky/{closed}/ket-qua/{run}/CucTMDT/1.2/",
        "/ky/{closed}/ket-qua/{run}/cong-bo/",
        "/ho-so/{own}/tra-lai/",
        "/don-vi/",
        "/don-vi/them/",
        "/don-vi/nhap/",
        "/don-vi/CucTMDT/",
        "/nguoi-dung/",
        "/nguoi-dung/them/",
        "/nguoi-dung/{person}/",
        "/nhat-ky/",
        "/he-thong/",
        "/he-thong/?viec=mo",
        "/bo-chi-so/",
        "/bo-chi-so/vn.test.small@2026/",
    ),
    "reporter": (
        "/viec-cua-toi/",
        "/ho-so/",
        "/ho-so/{own}/chi-so/1/",
        "/ho-so/{own}/chi-so/2/",
        "/ho-so/{own}/nop/",
        "/ho-so/{own}/tieu-chi/1.2/tai-lieu/",
        "/ho-so/{own}/diem/",
        "/tai-lieu/",
        "/tai-khoan/",
        "/tai-khoan/hai-buoc/",
    ),
    "appraiser": (
        "/viec-cua-toi/",
        "/tham-dinh/{judged}/",
        "/tham-dinh/{judged}/lan-1/1.2/?don-vi={theirs}",
        "/tham-dinh/{judged}/hoi-dong/2.3/",
        "/ho-so/{theirs}/diem/",
    ),
}


@pytest.mark.parametrize("who", PAGES)
def test_pages_are_accessible_and_fit_at_every_width(
    windows: Windows,
    keys: dict[str, Any],
    who: str,
    request: pytest.FixtureRequest,
) -> None:
    someone = None if who == "visitor" else request.getfixturevalue(who)
    page = windows.open(someone, reduced_motion="reduce")  # colours do not fade over
    page.add_init_script(path=AXE)
    faults = [
        f"{url} {fault}"
        for url in PAGES[who]
        for fault in faults_of(page, url.format(**keys))
    ]
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


LONG = ("/ky/{open}/?page=2", "/ky/{open}/ket-qua/{run}/", "/don-vi/?q=cuc&page=2")


def test_long_lists_are_turned_by_keyboard_and_stay_accessible(
    windows: Windows, framework_text: str, ministry: Unit, coordinator: User
) -> None:
    codes = more_units(ministry, ROWS + 2)
    round_ = opened(framework_text, ministry, coordinator)
    answered(round_, coordinator, [(code, {"1.1.a": 1}) for code in codes])
    close_round(start_appraisal(round_, by=coordinator), by=coordinator)
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    publish_run(run, EditionFacts(title="Dài", slug="dai"), by=coordinator)
    page = windows.open(coordinator, reduced_motion="reduce")
    page.add_init_script(path=AXE)
    keys = {"open": round_.pk, "run": run.pk}
    urls = [*(url.format(**keys) for url in LONG), "/ket-qua/dai/?page=2"]

    faults = [f"{url} {fault}" for url in urls for fault in faults_of(page, url)]
    page.get_by_role("link", name="Trang trước").press("Enter")

    page.wait_for_url("**/ket-qua/dai/?page=1#bang")
    expect(page.get_by_role("link", name="Trang 1")).to_have_attribute(
        "aria-current", "page"
    )
    expect(page.locator("#bang")).to_be_in_viewport()
    assert faults == []


def faults_of(page: Page, url: str) -> list[str]:
    """Read a page on a desk and on a phone, by day and by night."""
    answer = page.goto(url)
    assert answer is not None
    found = [] if answer.ok else [f"{answer.status}"]
    for name, size in (("desk", DESK), ("phone", PHONE)):
        found += [f"{name}: {fault}" for fault in faults_at(page, size)]
    return found


def faults_at(page: Page, size: ViewportSize) -> list[str]:
    page.set_viewport_size(size)
    shine(page, "light")
    found: list[str] = page.evaluate(CHECK, ASK_ALL)
    shine(page, "dark")
    found += [f"at night {fault}" for fault in page.evaluate(CHECK, ASK_COLOURS)]
    if (beyond := page.evaluate(SIDEWAYS)) > 0:
        found.append(f"scrolls sideways by {beyond} px")
    if size is PHONE:
        found += [f"under 44 px: {finding}" for finding in page.evaluate(NARROW)]
    return found


def shine(page: Page, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("html")).to_have_attribute("data-bs-theme", scheme)
