"""An officer receives a decision with its annex; the same day its round is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from opendti import parse_framework
from opendti.framework.model import walk
from opendti_site.assessments.rounds.models import Round
from opendti_site.frameworks.models import FrameworkRelease
from tests.browser.acts import TITLE, choose, moment
from tests.opendti.annex.decisions import (
    write_ministry_sheet,
    write_province_document,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page

    from opendti_site.accounts.models import User
    from tests.browser.windows import Windows


def upload(page: Page, path: Path) -> None:
    choose(page, "Bộ chỉ số")
    page.get_by_role("link", name="Tạo bản nháp").click()
    page.get_by_label("Tệp", exact=True).set_input_files(path)
    page.get_by_label("Mã bộ chỉ số").first.fill("vn.bct.dti")
    page.get_by_role("button", name="Đọc tệp").click()
    expect(page.get_by_text("Đã tạo bản nháp.")).to_be_visible()


def settle(page: Page) -> None:
    """Go through all that is doubtful; correct the number that stands twice, and its points."""
    seen = page.get_by_role("button", name="Đã xem", exact=True)
    seen.click()
    expect(seen).to_have_count(0)
    doubtful = page.locator(".fault-list a")
    if doubtful.count() == 0:
        return
    doubtful.first.click()
    onward = page.get_by_role("button", name="Lưu, đã xem, sang mục tiếp theo")
    for title in page.locator(
        ".outline-tree a:has(.mark) .outline-title"
    ).all_inner_texts():
        expect(page.get_by_role("heading", level=1)).to_have_text(title)
        if title.startswith("Quy chế"):
            page.locator("[name='code']").fill("5a")
            page.locator("[name='points.@all']").fill("3")
            page.locator("[name='rule.options.0.points']").fill("3")
            page.locator("[name='rule.options.1.points']").fill("1,5")
        onward.click()


def publish(page: Page) -> None:
    expect(page.get_by_text("Bản nháp không có lỗi, có thể ban hành.")).to_be_visible()
    page.get_by_role("button", name="Ban hành").click()
    expect(page.get_by_text(", phiên bản 2026.")).to_be_visible()


def open_round(page: Page, title: str) -> None:
    choose(page, "Kỳ đánh giá")
    page.get_by_role("link", name="Lập kỳ đánh giá").first.click()
    page.get_by_label("Tên kỳ đánh giá").fill(TITLE)
    page.get_by_label("Năm đánh giá").fill("2026")
    page.get_by_label("Bộ chỉ số").select_option(label=title)
    page.get_by_label("Cơ quan chủ trì").select_option(label="Bộ Công Thương")
    page.get_by_label("Bắt đầu nhận hồ sơ").fill(moment(days=-1))
    page.get_by_label("Hạn nộp").fill(moment(days=10))
    page.get_by_role("button", name="Tiếp: chọn đơn vị").click()
    page.get_by_role("button", name="Tiếp: xem lại và mở kỳ").click()
    page.get_by_role("button", name="Mở kỳ cho 2 đơn vị").click()
    expect(page.get_by_text("Đã mở kỳ đánh giá.")).to_be_visible()


@pytest.mark.parametrize(
    ("write", "name", "points"),
    [
        (write_ministry_sheet, "phu-luc.xlsx", 100.0),
        (write_province_document, "phu-luc.docx", 60.5),
    ],
)
@pytest.mark.usefixtures("agency", "department")
def test_an_annex_is_a_round_the_same_day(
    windows: Windows,
    coordinator: User,
    tmp_path: Path,
    write: Callable[[Path], Path],
    name: str,
    points: float,
) -> None:
    page = windows.open(coordinator)
    upload(page, write(tmp_path / name))
    settle(page)
    publish(page)
    release = FrameworkRelease.objects.get()
    open_round(page, release.title)

    assert Round.objects.get().root.name == "Bộ Công Thương"
    nodes = [position.node for position in walk(parse_framework(release.text))]
    scored = [node for node in nodes if node.rule and node.rule.kind != "penalty"]
    assert sum(float(str(node.points)) for node in scored) == points
