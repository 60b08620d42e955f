"""A draft is edited and published, with scripts and without."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from opendti_site.frameworks.actions import create_draft
from opendti_site.frameworks.models import FrameworkRelease

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from tests.browser.windows import Windows


@pytest.fixture
def draft(framework_text: str, coordinator: User) -> FrameworkRelease:
    return create_draft(text=framework_text, by=coordinator, origin="empty")


def open_node(page: Page, draft: FrameworkRelease, code: str) -> None:
    page.goto("/bo-chi-so/")
    page.get_by_role("link", name=draft.title).click()
    page.locator(".outline-tree summary").first.click()
    page.locator(".outline-tree a", has_text=code).click()


def publish(page: Page) -> None:
    page.get_by_role("link", name="Tình trạng").click()
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text(", phiên bản 2026.")).to_be_visible()


def test_the_rule_is_read_back_while_it_is_typed(
    windows: Windows, draft: FrameworkRelease, coordinator: User
) -> None:
    page = windows.open(coordinator)
    open_node(page, draft, "1.2")

    page.get_by_label("Mức đạt điểm tối đa").fill("90%")
    expect(page.locator(".rule-words")).to_contain_text("Từ 90% trở lên")
    page.locator("[name='try.own.a']").fill("45")
    page.locator("[name='try.own.b']").fill("100")
    expect(page.locator(".try-points")).to_contain_text("10 / 20 điểm")
    page.locator("[name='rule.kind']").select_option("steps")
    page.locator("[name='rule.steps.0.from']").fill("3")
    page.locator("[name='rule.steps.0.share']").fill("1/2")
    page.get_by_role("button", name="Thêm mức").click()
    page.locator("[name='rule.steps.1.from']").fill("9")
    page.locator("[name='rule.steps.1.share']").fill("1")
    expect(page.locator(".rule-words")).to_contain_text("từ 9: điểm tối đa; từ 3: 1/2")
    page.get_by_role("button", name="Lưu mục này").click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    publish(page)

    assert "kind: steps" in FrameworkRelease.objects.get(state="published").text


def test_the_same_without_scripts(
    windows: Windows, draft: FrameworkRelease, coordinator: User
) -> None:
    page = windows.open(coordinator, java_script_enabled=False)
    open_node(page, draft, "1.2")

    page.locator("[name='try.own.a']").fill("40")
    page.locator("[name='try.own.b']").fill("100")
    page.get_by_role("button", name="Tính thử").click()
    expect(page.locator(".try-points")).to_contain_text("10 / 20 điểm")
    page.locator("[name='rule.kind']").select_option("count")
    page.get_by_role("button", name="Đổi cách tính").click()
    page.get_by_label("Điểm cho mỗi cái").fill("2,5")
    page.get_by_role("button", name="Xem thử").last.click()
    expect(page.locator(".rule-words")).to_contain_text("a × 2,5")
    page.get_by_role("button", name="Lưu mục này").click()
    expect(page.get_by_text("Đã lưu.")).to_be_visible()
    publish(page)

    assert "each: 2.5" in FrameworkRelease.objects.get(state="published").text
