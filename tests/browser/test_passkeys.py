"""A passkey as the only factor, and as the second one, with Chromium's virtual authenticator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from playwright.sync_api import expect

from opendti_site.audit.models import AuditLine
from tests.browser.windows import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from tests.browser.windows import Windows

DESK = "**/viec-cua-toi/"
PHONE_WITH_FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def plug_in(page: Page) -> None:
    """Give the browser a device that holds passkeys and recognises its owner."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE_WITH_FINGER})


def add_key(page: Page, *, alone: bool) -> None:
    """Add a passkey on one's own page, after confirming the password."""
    page.goto("/tai-khoan/hai-buoc/")
    page.get_by_role("link", name="Thêm khóa truy cập").click()
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_label("Tên khóa").fill("Điện thoại")
    if alone:
        page.get_by_label("Đăng nhập được chỉ bằng khóa này").check()
    page.get_by_role("button", name="Thêm khóa").click()
    expect(page.get_by_text("Đã thêm khóa truy cập.")).to_be_visible()


def sign_out(page: Page) -> None:
    """Leave, and go to the sign-in page."""
    page.goto("/viec-cua-toi/")
    page.get_by_role("button", name="Đăng xuất").click()
    page.goto("/tai-khoan/dang-nhap/")


def last_verb() -> str:
    """Return the verb of the last line."""
    return AuditLine.objects.latest("pk").verb


def test_a_passkey_signs_in_without_a_password_until_it_is_removed(
    windows: Windows, reporter: User
) -> None:
    page = windows.open(reporter)
    plug_in(page)
    add_key(page, alone=True)
    key = Authenticator.objects.get(user=reporter, type="webauthn")
    assert (
        AuditLine.objects.filter(verb="enable_second_factor").count() == 2
    )  # codes too
    sign_out(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    page.wait_for_url(DESK)
    assert last_verb() == "sign_in"
    page.goto(f"/tai-khoan/hai-buoc/khoa/{key.pk}/go/")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Xác nhận").click()
    page.get_by_role("button", name="Gỡ khóa").click()
    expect(page.get_by_text("Đã gỡ khóa truy cập.")).to_be_visible()
    assert not Authenticator.objects.filter(user=reporter).exists()
    sign_out(page)
    page.get_by_role("button", name="Đăng nhập bằng khóa truy cập").click()
    expect(page.get_by_text("Mã chưa đúng hoặc đã hết hạn.")).to_be_visible()
    assert last_verb() == "sign_in_failed"


def test_a_passkey_is_the_second_step_after_the_password(
    windows: Windows, reporter: User
) -> None:
    page = windows.open(reporter)
    plug_in(page)
    add_key(page, alone=False)
    sign_out(page)
    page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(reporter.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/tai-khoan/hai-buoc/ma/")
    page.get_by_role("button", name="Dùng khóa truy cập").click()
    page.wait_for_url(DESK)
    assert last_verb() == "sign_in"
