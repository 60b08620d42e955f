"""A session that ends under an open page: the value typed last is saved after the sign-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from opendti_site.assessments.submissions.models import Answer
from opendti_site.audit.models import AuditLine
from tests.browser.acts import card, field
from tests.browser.test_edges import type_into
from tests.browser.windows import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from tests.browser.windows import Windows

REFUSED = (
    "status of 401",
    "status of 403",
    "Status Error Code 401",
    "Status Error Code 403",
)


def sign_in_beside(page: Page, person: User) -> None:
    """Follow the notice to another tab, sign in there, and close it."""
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Đăng nhập ở thẻ mới").click()
    other = opened.value
    other.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(person.username)
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    other.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(other.get_by_role("heading", name="Đã đăng nhập")).to_be_visible()
    other.close()
    page.bring_to_front()


def test_value_typed_after_the_session_is_saved_after_the_sign_in(
    windows: Windows, submission: Submission, reporter: User
) -> None:
    windows.expected = REFUSED
    page = windows.open(reporter)
    page.goto(submission.get_absolute_url())
    Session.objects.all().delete()
    type_into(page, "1.2.b", "100")
    notice = page.locator("#session-ended")
    expect(notice).to_contain_text("Phiên làm việc đã hết, xin đăng nhập lại.")
    expect(field(page, "1.2.b")).to_have_value("100")
    expect(page.locator("input[type=password]")).to_have_count(0)
    assert not Answer.objects.filter(item="1.2.b").exists()
    sign_in_beside(page, reporter)
    again = notice.get_by_role("button", name="Đã đăng nhập, lưu tiếp")
    if again.is_visible():
        again.click()
    expect(card(page, "1.2").locator(".origin")).to_have_count(1)
    expect(notice).to_be_empty()
    assert Answer.objects.get(item="1.2.b").value == 100
    type_into(page, "1.2.a", "60")
    expect(card(page, "1.2").locator(".origin")).to_have_count(2)


def test_sign_in_in_another_tab_does_not_break_the_open_page(
    windows: Windows, submission: Submission, reporter: User
) -> None:
    windows.expected = REFUSED
    page = windows.open(reporter)
    page.goto(submission.get_absolute_url())
    other = page.context.new_page()
    other.goto("/tai-khoan/")
    other.get_by_role("button", name="Đăng xuất").click()
    other.goto("/tai-khoan/dang-nhap/")
    other.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(reporter.username)
    other.get_by_label("Mật khẩu").fill(PASSWORD)
    other.get_by_role("button", name="Đăng nhập", exact=True).click()
    other.wait_for_url("**/viec-cua-toi/")
    other.close()
    type_into(page, "1.2.b", "100")
    expect(card(page, "1.2").locator(".origin")).to_have_count(1)
    assert Answer.objects.get(item="1.2.b").value == 100


def test_form_sent_after_the_session_is_sent_again(
    windows: Windows, coordinator: User, reporter: User
) -> None:
    windows.expected = REFUSED
    page = windows.open(coordinator)
    page.goto(f"/nguoi-dung/{reporter.pk}/")
    page.get_by_label("Họ và tên").fill("Lê Thị Thu Hà")
    Session.objects.all().delete()
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(
        "Phiên làm việc đã hết"
    )
    sign_in_beside(page, coordinator)
    page.get_by_role("button", name="2. Gửi lại").click()
    stale = page.get_by_role("button", name="Gửi lại", exact=True)
    if stale.is_visible():
        stale.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Lê Thị Thu Hà")
    assert AuditLine.objects.filter(verb="edit_user").count() == 1


def test_back_button_after_the_sign_out_shows_nothing(
    windows: Windows, reporter: User
) -> None:
    page = windows.open(reporter)
    page.goto("/tai-khoan/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/")
    page.go_back()
    expect(page.get_by_label("Mật khẩu")).to_be_visible()
