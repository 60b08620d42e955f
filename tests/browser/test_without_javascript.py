"""The same round with JavaScript off: every act is a plain form or a link."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser import acts

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from tests.browser.windows import Windows


@pytest.mark.usefixtures("release")
def test_round_runs_without_javascript(  # noqa: PLR0913, PLR0917 -- the cast
    windows: Windows,
    coordinator: User,
    reporter: User,
    signatory: User,
    appraiser: User,
    council: User,
    agency: Unit,
    department: Unit,
) -> None:
    windows.expected = ("status of 422",)  # a form that comes back with its faults
    desk = windows.open(coordinator, java_script_enabled=False)
    acts.open_round(desk)
    acts.department_does_its_part(coordinator, department)
    form = windows.open(reporter, java_script_enabled=False)
    acts.open_form(form)
    fill_in(form)
    acts.hand_over(form)
    acts.sign(windows.open(signatory, java_script_enabled=False))
    acts.start_appraisal(desk)
    appraise(windows.open(appraiser, java_script_enabled=False), agency)
    acts.settle(windows.open(council, java_script_enabled=False), agency)
    acts.compute(desk)
    desk.reload()
    acts.explain(desk, agency)
    desk.go_back()
    acts.publish(desk)
    visit(windows.open(java_script_enabled=False), agency)


def fill_in(page: Page) -> None:
    """Fill page after page; a wrong value stays beside its message, the others are kept."""
    acts.unfolded(page, "1.1").get_by_role("radio", name="Có").check()
    acts.unfolded(page, "1.2")
    acts.field(page, "1.2.a").fill("sáu mươi")
    acts.field(page, "1.2.b").fill("100")
    page.get_by_role("button", name="Lưu").click()
    expect(acts.card(page, "1.2").locator(".err")).to_be_visible()
    expect(acts.field(page, "1.2.a")).to_have_value("sáu mươi")
    expect(acts.field(page, "1.2.b")).to_have_value("100")
    expect(acts.total(page)).to_have_text("10,00")
    acts.field(page, "1.2.a").fill("60")
    page.get_by_role("button", name="Lưu").click()
    expect(acts.total(page)).to_have_text("25,00")
    acts.cite_and_upload(page)
    acts.go_on(page, "2")
    acts.unfolded(page, "2.1")
    acts.field(page, "2.1.a").fill("3")
    claim = acts.unfolded(page, "2.2")
    claim.get_by_label("Không áp dụng với đơn vị").check()
    claim.get_by_label("Lý do không áp dụng").fill("Đơn vị không tiếp nhận hồ sơ.")
    acts.unfolded(page, "2.3").get_by_label("Một phần").check()
    acts.go_on(page, "3")
    acts.unfolded(page, "3.1").get_by_role("radio", name="Có").check()
    acts.check_and_hand_in(page)  # which saves first
    expect(page.locator(".page-head .sum b")).to_have_text("46,00")


def appraise(page: Page, agency: Unit) -> None:
    acts.open_grid(page, "1.2")
    row = acts.row_of(page, agency)
    row.get_by_label("Văn bản số", exact=False).first.fill("40")
    row.get_by_label("Lý do điều chỉnh").fill("Báo cáo chỉ nêu 40 văn bản.")
    row.get_by_role("button", name="Điều chỉnh").click()
    acts.appraised(page, agency, "Đã điều chỉnh")
    expect(page.locator("#pane h2")).to_have_text(agency.name)
    page.get_by_role("link", name="Sang 2.1").click()
    page.get_by_role("link", name="Sang 2.2").click()
    page.wait_for_url("**/2.2/")
    acts.row_of(page, agency).get_by_role("button", name="Chấp nhận").click()
    acts.appraised(page, agency, "Không áp dụng")


def visit(page: Page, agency: Unit) -> None:
    page.goto("/tim/?q=cuc+thuong+mai")
    page.get_by_role("link", name="Kết quả năm 2026").click()
    expect(page.get_by_role("heading", name=agency.name)).to_be_visible()
    expect(page.locator(".hero")).to_contain_text("0,7667")
    expect(page.locator("svg.radar")).to_be_visible()
