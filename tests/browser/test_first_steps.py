"""A new site, from the link on the console to its first open round, with plain forms and links on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from opendti_site.accounts.actions import invite_first_administrator
from opendti_site.accounts.links import FIRST, path_to
from tests.browser.acts import moment
from tests.browser.windows import PASSWORD, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from tests.browser.windows import Windows

FRAMEWORK = "vn.moit.dti@2023"
UNITS = """\
ma,ten,ten_tieng_anh,loai,khoi,ma_cap_tren
CucTMDT,Cục Thương mại điện tử,E-commerce Agency,Cục,services,BCT
VuDKT,Vụ Dầu khí và Than,,Vụ,no_services,BCT
"""
PEOPLE = """\
ten_dang_nhap,ho_va_ten,vai_tro,don_vi
hoa,Trần Hoa,Điều phối,BCT
ha,Lê Hà,Cán bộ nhập liệu,CucTMDT
long,Vũ Long,Người ký duyệt,CucTMDT
quan,Đỗ Quân,Thẩm định,BCT
"""


@pytest.mark.django_db(transaction=True)
def test_a_new_site_comes_to_its_first_round_without_javascript(
    windows: Windows,
) -> None:
    page = windows.open(viewport=PHONE, java_script_enabled=False)
    claim(page)
    add_ministry(page)
    import_list(page, "Các đơn vị", "Nhập danh sách đơn vị", UNITS)
    import_list(page, "Người dùng và vai trò", "Nhập danh sách người", PEOPLE)
    take_framework(page)
    open_round(page)
    expect(page.get_by_text("Đã xong 5 trên 5 bước.")).to_be_visible()
    page.goto("/viec-cua-toi/")
    expect(page.get_by_role("heading", name="Bắt đầu")).to_have_count(0)
    expect(page.get_by_role("link", name="Trở lại Bắt đầu")).to_have_count(0)


def claim(page: Page) -> None:
    """Set the password by the link that the console shows, and sign in."""
    administrator = invite_first_administrator(username="minh")
    page.goto(path_to(administrator, FIRST))
    for field in page.locator("input[type=password]").all():
        field.fill(PASSWORD)
    page.get_by_role("button", name="Đặt mật khẩu").click()
    page.get_by_label("Tên đăng nhập hoặc thư điện tử").fill("minh")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    expect(page.get_by_role("heading", name="Bắt đầu")).to_be_visible()


def step(page: Page, name: str) -> Locator:
    heading = page.get_by_role("heading", name=name, exact=True)
    return page.get_by_role("main").get_by_role("listitem").filter(has=heading)


def go(page: Page, name: str, link: str) -> None:
    """Follow the way on of a step that is the next one."""
    expect(step(page, name)).to_contain_text("Bước tiếp theo")
    step(page, name).get_by_role("link", name=link).click()


def provider_callback(page: Page, done: str) -> None:
    """Come back by the line at the top of the page, and see that the step is done."""
    page.get_by_role("link", name="Trở lại Bắt đầu").click()
    expect(step(page, done)).to_contain_text("Xong")


def add_ministry(page: Page) -> None:
    expect(step(page, "Kỳ đánh giá đầu tiên")).to_contain_text("Chờ bước trước")
    go(page, "Cơ quan chủ trì", "Thêm cơ quan")
    page.get_by_label("Mã", exact=True).fill("BCT")
    page.get_by_label("Tên đơn vị").fill("Bộ Công Thương")
    page.get_by_label("Tên tiếng Anh").fill("Ministry of Industry and Trade")
    page.get_by_role("button", name="Thêm đơn vị").click()
    provider_callback(page, "Cơ quan chủ trì")
    expect(step(page, "Cơ quan chủ trì")).to_contain_text("Ministry of Industry")


def import_list(page: Page, name: str, link: str, text: str) -> None:
    go(page, name, link)
    file = {"name": "ds.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.get_by_label("Tệp danh sách").set_input_files(files=[file])
    page.get_by_role("button", name="Kiểm tra và xem trước").click()
    page.get_by_role("main").locator("button.btn-primary").click()
    provider_callback(page, name)


def take_framework(page: Page) -> None:
    go(page, "Bộ chỉ số", "Chọn từ thư viện")
    page.get_by_label("Bộ chỉ số", exact=True).select_option(FRAMEWORK)
    page.get_by_role("button", name="Thêm từ thư viện").click()
    provider_callback(page, "Bộ chỉ số")


def open_round(page: Page) -> None:
    go(page, "Kỳ đánh giá đầu tiên", "Lập kỳ đánh giá")
    page.get_by_label("Tên kỳ đánh giá").fill("Đánh giá năm 2026")
    page.get_by_label("Năm đánh giá").fill("2026")
    page.get_by_label("Bộ chỉ số").select_option(index=1)
    page.get_by_label("Cơ quan chủ trì").select_option(label="Bộ Công Thương")
    page.get_by_label("Bắt đầu nhận hồ sơ").fill(moment(days=-1))
    page.get_by_label("Hạn nộp").fill(moment(days=10))
    page.get_by_role("button", name="Tiếp: chọn đơn vị").click()
    page.get_by_role("link", name="Trở lại Bắt đầu").click()
    go(page, "Kỳ đánh giá đầu tiên", "Xem và mở Đánh giá năm 2026")
    page.get_by_role("button", name="Tiếp: xem lại và mở kỳ").click()
    page.get_by_role("button", name="Mở kỳ cho 2 đơn vị").click()
    provider_callback(page, "Kỳ đánh giá đầu tiên")
