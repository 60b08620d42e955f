"""Browser windows: one a person, signed in through the real form, watched for complaints."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.shortcuts import resolve_url

from opendti_site.accounts.actions import change_password

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import (
        Browser,
        BrowserContext,
        ConsoleMessage,
        Page,
        ViewportSize,
    )

    from opendti_site.accounts.models import User

PASSWORD = "mat-khau-cua-phien-thu"  # noqa: S105 -- of invented people
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
SPOKEN = {"error", "warning"}


class Windows:
    """The windows of one story."""

    def __init__(self, browser: Browser, url: str, folder: Path, patience: int) -> None:
        self.browser, self.url, self.patience = browser, url, patience
        self.folder = folder
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()
        self._contexts: list[BrowserContext] = []

    def open(self, person: User | None = None, **options: Any) -> Page:
        """Open a window, and sign in where a person is named."""
        options = {"viewport": DESK, "locale": "en-US"} | options
        context = self.browser.new_context(base_url=self.url, **options)
        context.set_default_timeout(self.patience)
        context.on("console", self._heard)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self._contexts.append(context)
        page = context.new_page()
        if person is not None:
            sign_in(page, person)
        return page

    def close(self) -> None:
        """Close every window."""
        for context in self._contexts:
            context.close()

    def pictures(self) -> list[str]:
        """Take a picture of every page, and say where it is."""
        pages = [page for context in self._contexts for page in context.pages]
        files = [self.folder / f"window-{n}.png" for n in range(len(pages))]
        for page, file in zip(pages, files, strict=True):
            page.screenshot(path=file, full_page=True)
        return [f"{page.url} {file}" for page, file in zip(pages, files, strict=True)]

    def _heard(self, message: ConsoleMessage) -> None:
        line = f"{message.type}: {message.text} ({message.location.get('url', '')})"
        if message.type in SPOKEN and not any(word in line for word in self.expected):
            self.complaints.append(line)


def sign_in(page: Page, person: User) -> None:
    """Sign in through the form, as everybody does."""
    change_password(user=person, password=PASSWORD)
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill(person.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(f"**{resolve_url(settings.LOGIN_REDIRECT_URL)}")


def run_worker() -> None:
    """Let a worker do what waits."""
    call_command("worker", batch=True)
