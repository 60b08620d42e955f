"""What people do on the pages, from the opening of a round to its published ranking."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING

from django.utils import timezone
from playwright.sync_api import expect

from opendti_site.accounts.enums import Role
from opendti_site.assessments.evidence.actions import waive_evidence
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.actions import (
    ImportedRow,
    import_answers,
    submit_answers,
)
from tests.browser.windows import run_worker
from tests.site.cast import person

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

TITLE = "Đánh giá chuyển đổi số năm 2026"
# The department's part is done elsewhere: (0 + 20) + (10 + 30 + 10) + 10 = 80 of 100.
DEPARTMENT = {
    "1.1.a": 0,
    "1.2.a": 80,
    "1.2.b": 100,
    "2.1.a": 9,
    "2.2.a": 30,
    "2.2.b": 40,
    "2.3.a": "full",
    "3.1.a": 1,
}
REPORT = b"%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n"


def moment(**ahead: int) -> str:
    """Write a moment as a browser's field takes it."""
    return (timezone.localtime() + dt.timedelta(**ahead)).strftime("%Y-%m-%dT%H:%M")


def field(page: Page, item: str) -> Locator:
    return page.locator(f'[id="v-{item}"]')


def card(page: Page, criterion: str) -> Locator:
    return page.locator(f"#tc-{criterion.replace('.', '-')}")


def unfolded(page: Page, criterion: str) -> Locator:
    # The page itself unfolds the card that its address names, once it is loaded.
    page.wait_for_load_state()
    found = card(page, criterion)
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def choose(page: Page, entry: str) -> None:
    """Click an entry of the side bar."""
    bar = page.get_by_role("navigation", name="Công việc")
    bar.get_by_role("link", name=entry).first.click()


def total(page: Page) -> Locator:
    """The provisional points of the main indicator on the page."""
    return page.locator("#progress .sum b").first


def open_round(page: Page, **deadlines: int) -> None:
    """Draft a round and open it; `deadlines` are those of its further steps, in days from now."""
    choose(page, "Kỳ đánh giá")
    page.get_by_role("link", name="Lập kỳ đánh giá").first.click()
    page.get_by_label("Tên kỳ đánh giá").fill(TITLE)
    page.get_by_label("Năm đánh giá").fill("2026")
    page.get_by_label("Bộ chỉ số").select_option(label="Bộ chỉ số thử")
    page.get_by_label("Cơ quan chủ trì").select_option(label="Bộ Công Thương")
    page.get_by_label("Bắt đầu nhận hồ sơ").fill(moment(days=-1))
    page.get_by_label("Hạn nộp").fill(moment(days=10))
    for name, days in deadlines.items():
        page.locator(f"[name={name}]").fill(moment(days=days))
    page.get_by_role("button", name="Tiếp: chọn đơn vị").click()
    page.get_by_label("Vụ Dầu khí và Than").select_option("services")
    page.get_by_role("button", name="Tiếp: xem lại và mở kỳ").click()
    page.get_by_role("button", name="Mở kỳ cho 2 đơn vị").click()
    expect(page.get_by_text("Đã mở kỳ đánh giá.")).to_be_visible()


def department_does_its_part(coordinator: User, department: Unit) -> None:
    round_ = Round.objects.get()
    rows = [ImportedRow(department.code, *row) for row in DEPARTMENT.items()]
    import_answers(round_, rows, by=coordinator)
    head = person("dung", "Lý Tiến Dũng", Role.SIGNATORY, department)
    theirs = round_.submissions.get(unit=department)
    waive_evidence(theirs, "1.2", "Báo cáo gửi bản giấy.", by=head)
    submit_answers(theirs, by=head, blanks_confirmed=True)


def open_form(page: Page) -> None:
    choose(page, "Hồ sơ tự đánh giá")
    page.get_by_role("link", name=TITLE).click()


def fill_first_indicator(page: Page) -> None:
    """Type, be wrong once, and see the points move on the page that stays."""
    page.evaluate("window.stayed = true")
    expect(total(page)).to_have_text("0,00")
    unfolded(page, "1.1").get_by_role("radio", name="Có").check()
    expect(total(page)).to_have_text("10,00")
    unfolded(page, "1.2")
    field(page, "1.2.b").fill("100")
    field(page, "1.2.b").press("Tab")
    expect(card(page, "1.2").locator(".origin")).to_have_count(1)
    field(page, "1.2.a").fill("sáu mươi")
    field(page, "1.2.a").press("Tab")
    expect(card(page, "1.2").locator(".err")).to_be_visible()
    expect(field(page, "1.2.a")).to_have_value("sáu mươi")
    expect(field(page, "1.2.b")).to_have_value("100")
    field(page, "1.2.a").fill("60")
    field(page, "1.2.a").press("Tab")
    expect(total(page)).to_have_text("25,00")
    expect(card(page, "1.2").locator(".err")).to_have_count(0)
    assert page.evaluate("window.stayed") is True


def cite_and_upload(page: Page) -> None:
    # The answer to the last save folds the card as it was.
    page.wait_for_load_state("networkidle")
    unfolded(page, "1.2").get_by_role("link", name="Thêm tài liệu").click()
    page.get_by_label("Số, ký hiệu").fill("12/BC-TMĐT")
    page.get_by_label("Trích yếu").fill("Báo cáo văn bản điện tử năm 2026")
    page.get_by_role("button", name="Thêm tài liệu").click()
    expect(card(page, "1.2").locator(".cites li")).to_have_count(1)
    unfolded(page, "1.2").get_by_role("link", name="Thêm tài liệu").click()
    report = {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": REPORT}
    page.get_by_label("Tệp").set_input_files(files=[report])
    page.get_by_role("button", name="Thêm tài liệu").click()
    expect(card(page, "1.2").locator(".cites li")).to_have_count(2)
    expect(unfolded(page, "1.2").get_by_text("bao-cao.pdf").first).to_be_visible()


def go_on(page: Page, main: str) -> None:
    """Save and go on to the page of another main indicator, by the button at the form's end."""
    page.locator(".form-nav").get_by_role("button", name=f"{main}. ").click()


def check_and_hand_in(page: Page) -> None:
    button = page.locator(".form-nav").get_by_role("button", name="Kiểm tra và nộp")
    button.click()


def fill_second_indicator(page: Page) -> None:
    go_on(page, "2")
    unfolded(page, "2.1")
    field(page, "2.1.a").fill("3")
    field(page, "2.1.a").press("Tab")
    expect(total(page)).to_have_text("6,00")
    claim = unfolded(page, "2.2")
    claim.get_by_label("Không áp dụng với đơn vị").check()
    claim = card(page, "2.2")
    expect(claim.locator(".fault")).to_be_visible()
    claim.get_by_label("Lý do không áp dụng").fill("Đơn vị không tiếp nhận hồ sơ.")
    claim.get_by_label("Lý do không áp dụng").press("Tab")
    expect(claim.locator(".fault")).to_have_count(0)
    unfolded(page, "2.3").get_by_label("Một phần").check()
    expect(total(page)).to_have_text("11,00")


def fill_third_indicator(page: Page) -> None:
    go_on(page, "3")
    unfolded(page, "3.1").get_by_role("radio", name="Có").check()
    expect(total(page)).to_have_text("10,00")


def hand_over(page: Page) -> None:
    page.get_by_role("button", name="Chuyển người ký").click()
    expect(page.get_by_text("Đã chuyển hồ sơ cho người ký.")).to_be_visible()


def sign(page: Page) -> None:
    page.get_by_role("link", name="Xem và ký").click()
    expect(page.get_by_text("Lê Thu Hà đã chuyển cho người ký")).to_be_visible()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_text("Đã nộp hồ sơ tự đánh giá.")).to_be_visible()


def confirm_step(page: Page) -> None:
    """Type the title of the round, which is asked for where a step leaves anything undone."""
    page.get_by_label(f"Gõ “{TITLE}” để xác nhận").fill(TITLE)


def start_appraisal(page: Page) -> None:
    choose(page, "Kỳ đánh giá")
    page.get_by_role("link", name=TITLE).click()
    expect(page.locator(".tally-figures")).to_contain_text("2/2")
    page.get_by_role("link", name="Bắt đầu thẩm định").click()
    page.get_by_role("button", name="Bắt đầu thẩm định").click()
    expect(page.get_by_text("Đã bắt đầu thẩm định.")).to_be_visible()


def row_of(page: Page, unit: Unit) -> Locator:
    return page.locator(".gridtable tbody tr").filter(has_text=unit.short)


def appraised(page: Page, unit: Unit, words: str) -> None:
    expect(row_of(page, unit).locator(".st").first).to_have_text(words)


def open_grid(page: Page, criterion: str) -> None:
    choose(page, "Thẩm định")
    page.get_by_role("link", name=re.compile(rf"^{re.escape(criterion)} ")).click()
    page.wait_for_url(f"**/{criterion}/")  # and until its scripts listen to the keys


def appraise(page: Page, agency: Unit, department: Unit) -> None:
    """Accept with the Enter key, correct one value with a reason, accept the claim."""
    open_grid(page, "1.2")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#pane h2")).to_have_text(agency.name)
    expect(page.locator("#pane .cites > li")).to_have_count(2)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    appraised(page, department, "Đã chấp nhận")
    row = row_of(page, agency)
    row.get_by_label("Văn bản số", exact=False).first.fill("40")
    row.get_by_role("button", name="Điều chỉnh").click()
    expect(row.locator(".fault")).to_be_visible()
    row.get_by_label("Lý do điều chỉnh").fill("Báo cáo chỉ nêu 40 văn bản.")
    row.get_by_label("Lý do điều chỉnh").press("Enter")
    appraised(page, agency, "Đã điều chỉnh")
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Sang 2.1").click()
    page.get_by_role("link", name="Sang 2.2").click()
    page.wait_for_url("**/2.2/")
    row_of(page, agency).get_by_role("button", name="Chấp nhận").click()
    appraised(page, agency, "Không áp dụng")


def settle(page: Page, agency: Unit) -> None:
    """The council takes the correction back."""
    open_grid(page, "1.2")
    row = row_of(page, agency)
    row.get_by_label("Văn bản số", exact=False).first.fill("60")
    row.get_by_label("Lý do điều chỉnh").fill("Chấp nhận giải trình của đơn vị.")
    row.get_by_role("button", name="Điều chỉnh").click()
    appraised(page, agency, "Đã điều chỉnh")


def compute(page: Page) -> None:
    """Close the round and ask for its scores; the queue's own worker computes them."""
    choose(page, "Kỳ đánh giá")
    page.get_by_role("link", name=TITLE).click()
    page.get_by_role("link", name="Chốt kết quả").click()
    confirm_step(page)
    page.get_by_role("button", name="Chốt kết quả").click()
    expect(page.get_by_text("Đã chốt kết quả của kỳ đánh giá.")).to_be_visible()
    page.get_by_role("main").get_by_role("link", name="Kết quả").click()
    page.get_by_role("button", name="Chốt số liệu và tính điểm").click()
    expect(page.get_by_text("chưa có quyết định cuối cùng")).to_be_visible()
    page.get_by_role("button", name="Tôi đã đọc").click()
    expect(page.get_by_text("Đang chờ hoặc đang tính")).to_be_visible()
    run_worker()


def explain(page: Page, agency: Unit) -> None:
    """Open a number into its arithmetic."""
    row = page.locator(".runtable tbody tr").filter(has_text=agency.name)
    row.get_by_role("link", name="0,7667").click()
    expect(page.locator(".explained")).to_contain_text("46,00")


def publish(page: Page) -> None:
    page.get_by_role("link", name="Công bố", exact=True).click()
    page.get_by_label("Tên bản công bố").fill("Kết quả năm 2026")
    page.get_by_label("Phần cuối đường dẫn").fill("kq-2026")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.get_by_role("heading", name="Xem trước trang công bố")).to_be_visible()
    page.get_by_label("Gõ lại tên").fill("Kết quả năm 2026")
    page.get_by_role("button", name="Công bố", exact=True).click()
    expect(page.get_by_role("heading", name="Kết quả năm 2026")).to_be_visible()
