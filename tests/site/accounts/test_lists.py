"""Lists of people: all faults at once, all of it or nothing, and back as they came."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from opendti_site.accounts.actions import (
    create_user,
    edit_user,
    grant_role,
    import_people,
)
from opendti_site.accounts.enums import Role
from opendti_site.accounts.list_cells import COLUMNS
from opendti_site.accounts.lists import read_list
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.audit.models import AuditLine
from opendti_site.audit.personal import personal_digest
from opendti_site.audit.queries import lines_found
from opendti_site.mail.models import QueuedMail
from opendti_site.ui.list_tables.bridge import (
    ListRefusedError,
    ListTable,
    read_table,
    workbook_of,
)
from tests.site.cast import person

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.actions import ImportResult
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db
HEAD = "Tên đăng nhập,Họ và tên,Thư điện tử,Vai trò,Đơn vị\n"
NEW = (
    HEAD
    + "lan.ngo,Ngô Lan,Lan.Ngo@bct.vn,Cán bộ nhập liệu,cuctmdt\n"
    + "LAN.NGO,,,viewer,CucTMDT\n"
    + "duc.vu,Vũ Đức,,signatory,CucTMDT\n"
)


def table(text: str) -> ListTable:
    """Read a list as a page does."""
    return read_table("nguoi.csv", text.encode())


def brought(text: str, by: User, *, invite: bool = False) -> ImportResult:
    """Write a list."""
    return import_people(table=table(text), by=by, invite=invite)


def faults_of(text: str, by: User) -> list[tuple[int | None, str, str]]:
    """Return the faults of a list."""
    with pytest.raises(ListRefusedError) as refused:
        read_list(table(HEAD + text), by)
    return [(f.row, f.column, f.message) for f in refused.value.faults]


def roles_of(username: str) -> set[tuple[str, str]]:
    """Return a person's roles with the codes of the units."""
    held = RoleAssignment.objects.filter(user__username=username)
    return set(held.values_list("role", "unit__code"))


def test_a_list_makes_accounts_with_roles_and_one_line(coordinator: User, agency: Unit):
    text = NEW.replace("LAN.NGO,,", "LAN.NGO,Ngô Lan,")
    done = brought(text, coordinator)
    assert (done.created, done.changed, done.roles, done.invited) == (2, 0, 3, 0)
    lan = User.objects.get(username="lan.ngo")
    assert (lan.full_name, lan.email) == ("Ngô Lan", "lan.ngo@bct.vn")
    assert not lan.has_usable_password()
    assert roles_of("lan.ngo") == {("reporter", "CucTMDT"), ("viewer", "CucTMDT")}
    assert roles_of("duc.vu") == {("signatory", "CucTMDT")}
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.subject_name) == ("import_people", "nguoi.csv")
    assert line.detail == {
        "rows": 2,
        "created": 2,
        "changed": 0,
        "roles": 3,
        "invited": 0,
        "identities": {},
    }
    assert AuditLine.objects.filter(verb="import_people").count() == 1


def test_a_list_that_was_written_changes_nothing_the_second_time(
    coordinator: User, agency: Unit
):
    text = NEW.replace("LAN.NGO,,", "LAN.NGO,Ngô Lan,")
    brought(text, coordinator)
    lines = AuditLine.objects.count()
    done = brought(text, coordinator)
    assert (done.created, done.changed, done.roles) == (0, 0, 0)
    assert [listed.changes for listed in done.listed] == [False, False]
    assert AuditLine.objects.count() == lines


def test_an_account_that_there_is_gets_more_and_loses_nothing(
    coordinator: User, reporter: User, agency: Unit
):
    edit_user(user=reporter, by=coordinator, full_name="Lê Thu Hà", email="ha@bct.vn")
    done = brought(HEAD + "HA,Lê Thị Hà,,viewer,CucTMDT\n", coordinator)
    assert (done.created, done.changed, done.roles) == (0, 1, 1)
    reporter.refresh_from_db()
    assert (reporter.full_name, reporter.email) == ("Lê Thị Hà", "ha@bct.vn")
    assert roles_of("ha") == {("reporter", "CucTMDT"), ("viewer", "CucTMDT")}


def test_an_address_that_a_list_changes_is_in_the_line_and_the_old_one_is_written_to(
    settings: SettingsWrapper, coordinator: User, reporter: User, agency: Unit
):
    edit_user(user=reporter, by=coordinator, full_name="Lê Thu Hà", email="ha@bct.vn")
    settings.MAIL_IS_SET = True
    brought(HEAD + "ha,Lê Thu Hà,moi@bct.vn,,\n", coordinator)
    line = AuditLine.objects.latest("pk")
    was, now = personal_digest("ha@bct.vn"), personal_digest("moi@bct.vn")
    assert line.detail["identities"] == {
        str(reporter.pk): {"before": {"email": was}, "after": {"email": now}}
    }
    assert lines_found("HA@bct.vn").first() == line
    letter = QueuedMail.objects.get()
    assert (letter.kind, letter.to) == ("address_changed", "ha@bct.vn")


def test_new_people_are_invited_once_each(
    settings: SettingsWrapper, coordinator: User, agency: Unit
):
    settings.MAIL_IS_SET = True
    text = NEW.replace("LAN.NGO,,", "LAN.NGO,Ngô Lan,")
    assert brought(text, coordinator, invite=True).invited == 1
    assert [mail.to for mail in QueuedMail.objects.all()] == ["lan.ngo@bct.vn"]
    assert brought(text, coordinator, invite=True).invited == 0
    assert User.objects.get(username="lan.ngo").invitations == 1


def test_all_faults_come_at_once_with_row_and_column(
    coordinator: User, agency: Unit, reporter: User
):
    edit_user(user=reporter, by=coordinator, full_name="Hà", email="ha@bct.vn")
    faults = faults_of(
        "a b,Người A,,reporter,CucTMDT\n"
        "b,,b@,sếp,CucTMDT\n"
        "c,Người C,ha@bct.vn,reporter,KHONGCO\n"
        "d,Người D,d@bct.vn,reporter,\n"
        "e,Người E,d@bct.vn,,CucTMDT\n"
        "f,Người F,,,\n"
        "c,Người Khác,,viewer,CucTMDT\n"
        "Tổng cộng,Tổng cộng,,,\n",
        coordinator,
    )
    assert [(row, column) for row, column, _words in faults] == [
        (2, "ten_dang_nhap"),
        (3, "ho_va_ten"),
        (3, "thu_dien_tu"),
        (3, "vai_tro"),
        (4, "thu_dien_tu"),
        (4, "don_vi"),
        (5, "don_vi"),
        (6, "thu_dien_tu"),
        (6, "vai_tro"),
        (7, "vai_tro"),
        (8, "ho_va_ten"),
        (9, ""),
    ]
    assert User.objects.filter(username__in=["c", "d", "e", "f"]).count() == 0


@pytest.mark.parametrize(
    ("head", "column"),
    [
        ("Tên đăng nhập,Vai trò\n", "ho_va_ten"),
        ("Tên đăng nhập,Họ và tên,Lương\n", "luong"),
        ("Tên đăng nhập,Họ và tên,Họ và tên\n", "ho_va_ten"),
    ],
)
def test_columns_that_are_missing_unknown_or_doubled_are_named(
    coordinator: User, head: str, column: str
):
    with pytest.raises(ListRefusedError) as refused:
        read_list(table(head + ",".join("abc"[: head.count(",") + 1])), coordinator)
    assert [fault.column for fault in refused.value.faults] == [column]


def test_only_ones_own_people_and_units_are_reached(
    agency: Unit, department: Unit, stranger: User, coordinator: User
):
    nga = person("nga", "Bùi Nga", Role.COORDINATOR, agency)
    assert faults_of("an,Vũ Bình An,,viewer,CucTMDT\n", nga) == [
        (
            2,
            "ten_dang_nhap",
            "đã có người khác dùng tên này, ngoài phạm vi anh/chị điều phối",
        )
    ]
    (fault,) = faults_of("moi,Mới,,viewer,VuDKT\n", nga)
    assert fault[:2] == (2, "don_vi")
    (fault,) = faults_of("nga,Bùi Nga,,reporter,CucTMDT\n", nga)
    assert fault == (2, "vai_tro", "không ai tự giao vai trò cho chính mình")
    assert roles_of("nga") == {("coordinator", "CucTMDT")}


def test_a_superuser_is_nobodys_to_change(coordinator: User, agency: Unit):
    create_user(by=None, username="root", full_name="Root", is_superuser=True)
    (fault,) = faults_of("root,Kẻ gian,x@bct.vn,viewer,CucTMDT\n", coordinator)
    assert fault[:2] == (2, "ten_dang_nhap")


def test_a_list_is_shown_before_it_is_written(
    client: Client, settings: SettingsWrapper, coordinator: User, agency: Unit
):
    settings.MAIL_IS_SET = True
    client.force_login(coordinator)
    text = NEW.replace("LAN.NGO,,", "LAN.NGO,Ngô Lan,")
    file = SimpleUploadedFile("nguoi.csv", text.encode())
    page = client.post("/nguoi-dung/nhap/", {"file": file}).content.decode()
    assert "Sẽ có 2 tài khoản mới" in page
    assert not User.objects.filter(username="lan.ngo").exists()
    assert QueuedMail.objects.count() == 0
    held = re.search(r'name="held" value="([^"]+)"', page)
    assert held is not None
    data = {"held": held[1], "invite": "on"}
    answer = client.post("/nguoi-dung/nhap/ghi/", data, follow=True)
    assert "2 tài khoản mới" in answer.content.decode()
    assert roles_of("duc.vu") == {("signatory", "CucTMDT")}
    assert QueuedMail.objects.count() == 1


def test_the_preview_says_what_becomes_of_each_account(
    client: Client, coordinator: User, reporter: User, signatory: User, agency: Unit
):
    client.force_login(coordinator)
    text = (
        HEAD
        + "moi,Mới,,viewer,CucTMDT\nha,Đổi Tên,,reporter,CucTMDT\n"
        + f"long,{signatory.full_name},,signatory,CucTMDT\n"
    )
    file = SimpleUploadedFile("nguoi.csv", text.encode())
    page = client.post("/nguoi-dung/nhap/", {"file": file}).content.decode()
    outcomes = re.findall("Thêm mới|Cập nhật|Không đổi", page)
    assert outcomes == ["Thêm mới", "Cập nhật", "Không đổi"]
    reporter.refresh_from_db()
    assert reporter.full_name == "Lê Thu Hà"


def test_faults_stand_on_the_page_and_nothing_is_written(
    client: Client, coordinator: User, agency: Unit
):
    client.force_login(coordinator)
    file = SimpleUploadedFile("nguoi.csv", (HEAD + "a b,A,,sếp,X\n").encode())
    page = client.post("/nguoi-dung/nhap/", {"file": file}).content.decode()
    assert "Có 2 chỗ cần sửa" in page
    assert "“sếp” không phải là vai trò" in page


def test_a_forged_preview_is_refused(client: Client, coordinator: User):
    client.force_login(coordinator)
    for data in ({}, {"held": "x:y:z"}):
        assert client.post("/nguoi-dung/nhap/ghi/", data).url == "/nguoi-dung/nhap/"


def test_a_sheet_is_read_like_a_text(coordinator: User, agency: Unit):
    head = HEAD.strip().split(",")
    sheet = workbook_of(
        head,
        [["lan", "Ngô Lan", "", "viewer", "CucTMDT"]],
        AuditLine.objects.latest("pk").at,
    )
    done = import_people(
        table=read_table("nguoi.xlsx", sheet), by=coordinator, invite=False
    )
    assert done.created == 1


def test_what_is_taken_home_comes_back_unchanged(
    client: Client, coordinator: User, reporter: User, signatory: User, agency: Unit
):
    client.force_login(coordinator)
    grant_role(user=reporter, role=Role.VIEWER, unit=agency, by=None)
    for address, name in (
        ("/nguoi-dung/danh-sach.csv", "nguoi.csv"),
        ("/nguoi-dung/danh-sach.xlsx", "nguoi.xlsx"),
    ):
        listed = read_list(read_table(name, client.get(address).content), coordinator)
        assert {row.username for row in listed} == {"minh", "ha", "long"}
        assert not any(row.changes for row in listed)


def test_names_that_look_like_formulas_are_neutralised(
    client: Client, coordinator: User, reporter: User
):
    edit_user(user=reporter, by=coordinator, full_name="=1+1", email="")
    client.force_login(coordinator)
    text = client.get("/nguoi-dung/danh-sach.csv").content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert [row[1] for row in rows if row[0] == "ha"] == ["'=1+1"]
    book = client.get("/nguoi-dung/danh-sach.xlsx").content
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0)
    assert [row[1] for row in sheet.to_python() if row[0] == "ha"] == ["=1+1"]


def test_the_list_leaves_out_roles_that_another_coordinates(
    client: Client, agency: Unit, ministry: Unit, reporter: User
):
    nga = person("nga", "Bùi Nga", Role.COORDINATOR, agency)
    grant_role(user=reporter, role=Role.VIEWER, unit=ministry, by=None)
    client.force_login(nga)
    text = client.get("/nguoi-dung/danh-sach.csv").content.decode("utf-8-sig")
    rows = [row[3:] for row in csv.reader(io.StringIO(text)) if row[0] == "ha"]
    assert rows == [["Cán bộ nhập liệu", "CucTMDT"]]


def test_the_page_of_the_list_says_what_goes_into_each_column(
    client: Client, coordinator: User
):
    client.force_login(coordinator)
    page = "/nguoi-dung/nhap/"
    for answer in (client.get(page), client.post(page, {"file": ""})):
        words = answer.content.decode()
        assert all(f'<dt class="mono">{column}</dt>' in words for column in COLUMNS)
        assert "Điều phối; Cán bộ nhập liệu; Người ký duyệt" in words
    assert "Mật khẩu và tệp thì xin nhập, chọn lại." in words
