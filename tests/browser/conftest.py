"""A real Chromium in front of the running site, and a page for every person of the cast."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django

django.setup()  # the cast imports models, and pytest reads this file before all else

import pytest  # noqa: E402 -- after the set-up
from django.contrib.staticfiles import finders  # noqa: E402 -- after the set-up
from django.utils import translation  # noqa: E402 -- after the set-up
from playwright.sync_api import expect, sync_playwright  # noqa: E402 -- after the set-up

from tests.browser.rounds import release, round_, submission  # noqa: E402, F401 -- fixtures
from tests.browser.windows import Windows  # noqa: E402 -- after the set-up
from tests.site.cast import (  # noqa: E402, F401 -- fixtures are found by their names here
    agency,
    appraiser,
    coordinator,
    council,
    department,
    framework_text,
    ministry,
    reporter,
    signatory,
    stranger,
    viewer,
)
from tests.site.clock import clock  # noqa: E402, F401 -- a fixture

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser
    from pytest_django.fixtures import SettingsWrapper
    from pytest_django.live_server_helper import LiveServer

CHROMIUM = "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE = 20_000  # milliseconds that a page may take on a busy machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "live_server" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item,
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Keep pictures of the windows where a story went wrong."""
    report = yield
    if report.failed and "windows" in getattr(item, "funcargs", {}):
        pictures = item.funcargs["windows"].pictures()
        report.sections.append(("Pictures of the windows", "\n".join(pictures)))
    return report


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the stories of a file.

    Playwright keeps an event loop in this thread for as long as it runs, which Django
    takes for asynchronous code; nothing here is. Loop and leave end with the file.
    """
    if not finders.find("vendor/tabler.css"):
        pytest.fail("the assets are not built: run tools/setup first", pytrace=False)
    expect.set_options(timeout=PATIENCE)
    with pytest.MonkeyPatch.context() as surroundings, sync_playwright() as playwright:
        surroundings.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def windows(
    chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> Iterator[Windows]:
    """Open windows as people; none may have said anything on its console at the end."""
    opened = Windows(chromium, live_server.url, tmp_path, PATIENCE)
    yield opened
    opened.close()
    assert opened.complaints == []


@pytest.fixture(autouse=True)
def _surroundings(settings: SettingsWrapper) -> None:
    """Quick passwords, Vietnamese."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    translation.activate("vi")
