"""A round with every step a decision prescribes, by six people, on desk and phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from opendti_site.assessments.rounds.models import Round, Submission
from tests.browser import acts
from tests.browser.windows import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page, ViewportSize

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from tests.browser.windows import Windows

STEPS = {"appraise_by": 20, "explain_by": 30, "reappraise_by": 40, "council_by": 50}
WHY = "Vì sao tỷ lệ giảm so với báo cáo?"
FIRST = "Báo cáo chỉ nêu 40 văn bản."
SECOND = "Hai phòng bổ sung 10 văn bản."
FINAL = "Chấp nhận giải trình của đơn vị."
REPLY = "Báo cáo thiếu văn bản của hai phòng; đã bổ sung."


@pytest.mark.usefixtures("release")
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_round_with_explanation_and_council(  # noqa: PLR0913, PLR0917 -- the cast
    windows: Windows,
    coordinator: User,
    reporter: User,
    signatory: User,
    appraiser: User,
    council: User,
    agency: Unit,
    department: Unit,
    size: ViewportSize,
) -> None:
    desk = windows.open(coordinator)
    acts.open_round(desk, **STEPS)
    acts.department_does_its_part(coordinator, department)
    form = windows.open(reporter, viewport=size)
    fill_form(form)
    signing = windows.open(signatory, viewport=size)
    hand_back(signing)
    correct_and_hand_over(form)
    signing.goto("/viec-cua-toi/")
    acts.sign(signing)
    acts.start_appraisal(desk)
    grid = windows.open(appraiser, viewport=size)
    correct(grid, agency, "40", FIRST)
    accept_claim(grid, agency)
    ask(grid, agency)
    start_step(desk, "Đang giải trình")
    draft_reply(form)
    send_reply(signing)
    start_step(desk, "Thẩm định lại")
    see_reply(grid, agency)
    correct(grid, agency, "50", SECOND)
    start_step(desk, "Hội đồng quyết định")
    deciding = windows.open(council, viewport=size)
    correct(deciding, agency, "60", FINAL, "final")
    acts.compute(desk)
    three_scores_stand_side_by_side(form)
    acts.publish(desk)
    published(windows.open(viewport=size), agency)


def fill_form(page: Page) -> None:
    """Fill the form with one number too low, and hand it to the signatory."""
    page.goto("/ho-so/")
    page.get_by_role("link", name=acts.TITLE).click()
    acts.fill_first_indicator(page)
    acts.cite_and_upload(page)
    acts.fill_second_indicator(page)
    acts.fill_third_indicator(page)
    acts.check_and_hand_in(page)
    acts.hand_over(page)


def hand_back(page: Page) -> None:
    page.get_by_role("link", name="Xem và ký").click()
    page.get_by_label("Lý do chuyển lại").fill("Xem lại số cán bộ được tập huấn.")
    page.get_by_role("button", name="Chuyển lại").click()
    expect(page.get_by_text("Đã chuyển lại")).to_be_visible()


def correct_and_hand_over(page: Page) -> None:
    page.reload()
    expect(page.get_by_text("Xem lại số cán bộ được tập huấn.").first).to_be_visible()
    acts.hand_over(page)


def start_step(page: Page, step: str) -> None:
    page.goto("/ky/")
    page.get_by_role("link", name=acts.TITLE).click()
    page.get_by_role("link", name="Sang bước tiếp").click()
    expect(page.get_by_role("heading", name=f"Sang bước “{step}”?")).to_be_visible()
    acts.confirm_step(page)
    page.get_by_role("button", name="Sang bước này").click()


def open_grid(page: Page, stage: str, criterion: str = "1.2") -> None:
    there = [Round.objects.get().pk, stage, criterion]
    page.goto(reverse("assessments:criterion_grid", args=there))


def correct(
    page: Page, agency: Unit, value: str, why: str, stage: str = "appraised"
) -> None:
    """Write another value into the grid, with the reason."""
    open_grid(page, stage)
    row = acts.row_of(page, agency)
    row.get_by_label("Văn bản số", exact=False).first.fill(value)
    row.get_by_label("Lý do điều chỉnh").fill(why)
    row.get_by_role("button", name="Điều chỉnh").click()
    acts.appraised(page, agency, "Đã điều chỉnh")


def accept_claim(page: Page, agency: Unit) -> None:
    """Accept that a criterion does not apply to the unit."""
    open_grid(page, "appraised", "2.2")
    acts.row_of(page, agency).get_by_role("button", name="Chấp nhận").click()
    acts.appraised(page, agency, "Không áp dụng")


def ask(page: Page, agency: Unit) -> None:
    """Ask the unit to explain the number."""
    open_grid(page, "appraised")
    page.get_by_role("link", name="Yêu cầu giải trình").first.click()
    page.get_by_label(agency.name).check()
    page.get_by_label("Nội dung yêu cầu").fill(WHY)
    page.get_by_label("Hạn trả lời").fill(acts.moment(days=25))
    page.get_by_role("button", name="Gửi yêu cầu").click()
    expect(page.get_by_text("Chờ giải trình").first).to_be_visible()


def open_request(page: Page, button: str) -> None:
    """Open the question from the person's list of tasks."""
    page.goto("/viec-cua-toi/")
    page.get_by_role("link", name="giải trình").first.click()
    page.get_by_role("link", name=button).click()
    expect(page.get_by_text(WHY)).to_be_visible()


def draft_reply(page: Page) -> None:
    open_request(page, "Trả lời")
    page.get_by_label("Lời giải trình").fill(REPLY)
    page.get_by_role("button", name="Lưu bản soạn").click()
    expect(page.get_by_text("soạn,")).to_be_visible()


def send_reply(page: Page) -> None:
    open_request(page, "Xem và gửi")
    expect(page.get_by_label("Lời giải trình")).to_have_value(REPLY)
    page.get_by_role("button", name="Gửi giải trình").click()
    expect(page.get_by_text("Đã gửi giải trình")).to_be_visible()


def see_reply(page: Page, agency: Unit) -> None:
    """The appraisal of the criterion waits for another look, with the reply beside it."""
    open_grid(page, "appraised")
    acts.appraised(page, agency, "Cần xem lại")
    acts.row_of(page, agency).get_by_role("link").first.click()
    expect(page.locator("#pane")).to_contain_text(REPLY)


def three_scores_stand_side_by_side(page: Page) -> None:
    """The unit sees what it reported, what was appraised and what the council decided."""
    form = Submission.objects.get(unit__code="CucTMDT")
    page.goto(reverse("assessments:unit_scores", args=[form.pk]))
    row = page.get_by_role("row").filter(has_text="1.2")
    expect(row.locator("td.n")).to_have_text(["20", "15,00", "12,50", "15,00"])
    for why in (SECOND, FINAL):
        expect(row).to_contain_text(why)


def published(page: Page, agency: Unit) -> None:
    page.goto("/")
    page.get_by_role("link", name="Kết quả năm 2026").first.click()
    page.get_by_role("link", name=agency.name).first.click()
    expect(page.locator(".hero")).to_contain_text("0,7667")
