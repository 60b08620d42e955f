"""Every page of the URL table as those who use it: accessible, within the screen, silent on the console."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import expect

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
from tests.browser.windows import DESK, PASSWORD, PHONE
from tests.site.runs import answered, more_units, opened
from tests.site.walls.addresses import targets_of, url_of
from tests.site.walls.rules import OK, RULES, Rights
from tests.site.walls.world import build_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from tests.browser.windows import Windows
    from tests.site.walls.world import World

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
ON_A_DESK = {"runOnly": LEVELS, "rules": {"target-size": {"enabled": True}}}
ON_A_PHONE = {
    "runOnly": (
        "aria-hidden-focus",
        "button-name",
        "color-contrast",
        "landmark-unique",
        "link-name",
        "scrollable-region-focusable",
        "target-size",
    )
}
"""What may be otherwise on a phone: the elements are those of the desk, what is shown of them is not."""
COLOURS = {"runOnly": ("color-contrast",)}
CHECK = """async (asked) => (await axe.run(document, {
  ...asked, resultTypes: ["violations"], preload: false})).violations.flatMap(
  (rule) => rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.failureSummary}`))"""
TURNED = """async (scheme) => {
  while (document.documentElement.dataset.bsTheme !== scheme) await new Promise(requestAnimationFrame)
}"""
"""Waits until the page has taken a theme over: a locator would look again after a tenth of a second."""
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


STAFF = (
    "/he-thong/?viec=mo",
    "/tai-khoan/hai-buoc/bat/",
    "/tai-khoan/hai-buoc/khoa/them/",
    "/khong-co/",
)
VISITOR = (
    "/tim/?q=cuc",
    "/tim/?q=khong+co",
    "/en/ket-qua/ket-qua-bct-2/",
    "/ket-qua/ket-qua-bct-2/?khoi=services",
    "/ket-qua/ket-qua-bct-2/CucA/?mo=tat-ca",
)
"""More of what the pages show, and those that ask for the password first."""


@pytest.mark.django_db(transaction=True)
def test_every_page_is_accessible_and_fits_at_every_width(windows: Windows) -> None:
    windows.expected = ("status of 404",)
    world = build_world()
    system_at_work()
    public, private = pages_of(world)
    staff = windows.open(world.superuser, reduced_motion="reduce")
    visitor = windows.open(reduced_motion="reduce")  # colours do not fade over
    for page in (staff, visitor):
        page.add_init_script(path=AXE)
    confirm_password(staff)
    faults = [
        f"{url} {fault}"
        for page, urls in ((visitor, public + VISITOR), (staff, private + STAFF))
        for url in urls
        for fault in faults_of(page, url)
    ]
    assert len(public) > 10
    assert len(private) > 50
    if faults:
        pytest.fail("\n".join(faults), pytrace=False)


def pages_of(world: World) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return an address of each public page and of each page of the staff, as a superuser sees them."""
    found = list(_pages(world))
    public = tuple(url for url, is_public in found if is_public)
    return public, tuple(url for url, is_public in found if not is_public)


def _pages(world: World) -> Iterator[tuple[str, bool]]:
    """Yield of each address one whose answer is a page, and whether it is public."""
    visitor, staff = Client(), Client()
    staff.force_login(world.superuser)
    rights = Rights(world.superuser)
    for name, rule in RULES.items():
        client = visitor if rule.public else staff
        urls = (
            url_of(name, target)
            for target in targets_of(world, name)
            if rule.get(rights, target) == OK
        )
        url = next((url for url in urls if is_page(client, url)), None)
        if url is not None:
            yield url, rule.public


def is_page(client: Client, url: str) -> bool:
    """Whether an address answers with a page, not with a file or the way to another page."""
    answer = client.get(url)
    answer.close()
    kind = answer.headers.get("Content-Type", "")
    return answer.status_code == HTTPStatus.OK and kind.startswith("text/html")


def confirm_password(page: Page) -> None:
    """Say the password once more, which the pages of the second factor ask for first."""
    page.goto("/tai-khoan/xac-nhan/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button").first.click()


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
    """Read a page on a desk by day and by night, then on a phone: loaded once, its window changed.

    A phone by day shows the colours of the desk by day, at the positions of the phone by night.
    """
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    answer = page.goto(url)
    assert answer is not None
    is_found = answer.ok or url == "/khong-co/"
    found = [] if is_found else [f"{answer.status}"]
    found += [f"desk: {fault}" for fault in asked_of(page, ON_A_DESK)]
    page.emulate_media(color_scheme="dark")
    page.evaluate(TURNED, "dark")
    found += [f"desk at night: {fault}" for fault in asked_of(page, COLOURS)]
    page.set_viewport_size(PHONE)
    found += [f"phone at night: {fault}" for fault in asked_of(page, ON_A_PHONE)]
    found += [f"phone: under 44 px: {target}" for target in page.evaluate(NARROW)]
    return found


def asked_of(page: Page, rules: dict[str, object]) -> list[str]:
    """Return what axe finds by some rules, and whether the page scrolls sideways."""
    found: list[str] = page.evaluate(CHECK, rules)
    beyond = page.evaluate(SIDEWAYS)
    return [*found, *([f"scrolls sideways by {beyond} px"] if beyond > 0 else [])]
