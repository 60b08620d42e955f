"""Pages of units, for the people who may see and change them."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from opendti_site.accounts.actions import create_user
from opendti_site.accounts.enums import Role
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import create_unit, edit_unit
from opendti_site.organisations.list_cells import COLUMNS
from opendti_site.organisations.models import Unit
from tests.site.cast import person

GOOD = "ma,ten,khoi,ma_cap_tren\nVP,Văn phòng Bộ,no_services,BCT\n"


def form_of(unit, **changes):
    return {
        "code": unit.code,
        "name": unit.name,
        "short_name": unit.short_name,
        "name_en": unit.name_en,
        "kind": unit.kind,
        "block": unit.block,
        "parent": unit.parent_id or "",
        "opened_on": "",
        "closed_on": "",
        "version": unit.version,
    } | changes


def upload(text):
    return {"file": SimpleUploadedFile("ds.csv", text.encode())}


def test_tree_shows_what_the_roles_reach(client, reporter, agency, department):
    client.force_login(reporter)
    page = client.get("/don-vi/").content.decode()
    assert agency.name in page
    assert department.name not in page
    assert "Thêm đơn vị" not in page


def test_tree_is_closed_to_visitors(client, agency):
    answer = client.get("/don-vi/")
    assert answer.status_code == 302
    assert answer.url == "/tai-khoan/dang-nhap/?next=/don-vi/"


def test_search_forgives_diacritics(client, coordinator, agency, department):
    client.force_login(coordinator)
    page = client.get("/don-vi/", {"q": "thuong mai dien tu"}).content.decode()
    assert agency.name in page
    assert department.name not in page


@pytest.mark.parametrize("rows", [1, 3])
def test_tree_queries_do_not_grow(
    client, coordinator, ministry, rows, django_assert_num_queries
):
    for n in range(rows):
        create_unit(by=None, code=f"U{n}", name=f"Đơn vị {n}", parent=ministry)
    client.force_login(coordinator)
    with django_assert_num_queries(5):
        client.get("/don-vi/")


def test_unit_of_others_is_not_there(client, stranger, agency):
    client.force_login(stranger)
    assert client.get("/don-vi/CucTMDT/").status_code == 404


def test_reporter_sees_but_does_not_change(client, reporter, agency):
    client.force_login(reporter)
    assert client.get("/don-vi/CucTMDT/").status_code == 200
    assert client.get("/don-vi/them/").status_code == 403
    answer = client.post("/don-vi/CucTMDT/sua/", form_of(agency, name="Khác"))
    agency.refresh_from_db()
    assert (answer.status_code, agency.version) == (404, 1)


def test_coordinator_adds_a_unit(client, coordinator, ministry):
    client.force_login(coordinator)
    values = form_of(
        Unit(code="VP", name="Văn phòng Bộ", kind="office"), parent=ministry.pk
    )
    answer = client.post("/don-vi/them/", values, follow=True)
    assert answer.redirect_chain == [("/don-vi/VP/", 302)]
    assert "Đã thêm Văn phòng Bộ." in answer.content.decode()
    assert Unit.objects.get(code="VP").parent == ministry


def test_unit_needs_a_parent_in_scope(client, coordinator, ministry):
    client.force_login(coordinator)
    page = client.post(
        "/don-vi/them/", form_of(Unit(code="VP", name="Văn phòng", kind="office"))
    )
    assert page.context["form"].errors == {"parent": ["Trường này là bắt buộc."]}
    assert not Unit.objects.filter(code="VP").exists()


def test_fault_stays_beside_what_was_typed(client, coordinator, agency):
    client.force_login(coordinator)
    values = form_of(agency, opened_on="01/01/2020", closed_on="01/01/2019", name="Mới")
    page = client.post("/don-vi/CucTMDT/sua/", values).content.decode()
    assert "Ngày kết thúc trước ngày thành lập." in page
    assert 'value="01/01/2019"' in page
    agency.refresh_from_db()
    assert agency.version == 1


def test_second_editor_gets_both_values(client, coordinator, agency):
    client.force_login(coordinator)
    edit_unit(unit=agency, version=1, by=coordinator, changes={"name": "Cục Một"})
    stale = form_of(agency, name="Cục Hai", version=1)
    page = client.post("/don-vi/CucTMDT/sua/", stale)
    words = page.content.decode()
    assert page.context["both"] == [
        {"label": "Tên đơn vị", "mine": "Cục Hai", "theirs": "Cục Một"}
    ]
    assert "Chưa có gì bị ghi đè." in words
    agency.refresh_from_db()
    assert agency.name == "Cục Một"
    again = client.post("/don-vi/CucTMDT/sua/", stale | {"version": 2})
    agency.refresh_from_db()
    assert (again.status_code, agency.name) == (302, "Cục Hai")


def test_coordinator_closes_a_unit(client, coordinator, department):
    client.force_login(coordinator)
    client.post("/don-vi/VuDKT/dong/", {"on": "01/03/2025", "reason": "Sáp nhập"})
    department.refresh_from_db()
    assert department.closed_on.isoformat() == "2025-03-01"
    client.get("/don-vi/")  # shows the message once
    assert "Vụ Dầu khí" not in client.get("/don-vi/").content.decode()
    assert "Vụ Dầu khí" in client.get("/don-vi/?ended=1").content.decode()


def test_list_is_previewed_then_written(client, coordinator, ministry):
    client.force_login(coordinator)
    preview = client.post("/don-vi/nhap/", upload(GOOD))
    assert "Thêm mới" in preview.content.decode()
    assert not Unit.objects.filter(code="VP").exists()
    answer = client.post(
        "/don-vi/nhap/ghi/", {"held": preview.context["signed_table"]}, follow=True
    )
    assert "Đã nhập 1 đơn vị." in answer.content.decode()
    assert Unit.objects.get(code="VP").block == "no_services"


def test_list_with_faults_shows_them(client, coordinator, ministry):
    client.force_login(coordinator)
    page = client.post("/don-vi/nhap/", upload("ma,ten,ma_cap_tren\nVP,,XX\n"))
    assert [(f.row, f.column) for f in page.context["faults"]] == [
        (2, "ten"),
        (2, "ma_cap_tren"),
    ]
    assert "Có 2 chỗ cần sửa. Chưa có gì được ghi." in page.content.decode()


def test_of_very_many_faults_the_first_are_shown(client, coordinator, ministry):
    client.force_login(coordinator)
    rows = "".join(f"D{n},,XX\n" for n in range(150))
    page = client.post("/don-vi/nhap/", upload(f"ma,ten,ma_cap_tren\n{rows}"))
    text = page.content.decode()
    assert "Có 300 chỗ cần sửa." in text
    assert "Còn 100 chỗ nữa không nêu ở đây." in text
    assert (len(page.context["faults"]), text.count("Không được để trống.")) == (
        200,
        100,
    )


def test_forged_preview_is_refused(client, coordinator, ministry):
    client.force_login(coordinator)
    answer = client.post("/don-vi/nhap/ghi/", {"held": "forged"}, follow=True)
    assert "Bản xem trước đã hết hạn." in answer.content.decode()
    assert Unit.objects.count() == 1


def test_the_sample_goes_through_its_own_import(client, coordinator, ministry):
    client.force_login(coordinator)
    answer = client.get("/don-vi/mau/")
    assert answer["Content-Disposition"] == 'attachment; filename="mau-don-vi.csv"'
    assert "Cục,Có dịch vụ công,BCT" in answer.content.decode("utf-8")
    preview = client.post("/don-vi/nhap/", upload(answer.content.decode("utf-8")))
    assert "Có dịch vụ công" in preview.content.decode()
    listed = [(row.code, row.parent_code) for row in preview.context["listed"]]
    assert listed == [("VIDU", "BCT"), ("VIDU.1", "VIDU")]
    client.post("/don-vi/nhap/ghi/", {"held": preview.context["signed_table"]})
    child = Unit.objects.get(code="VIDU.1")
    assert (child.parent.code, child.kind, child.block) == (
        "VIDU",
        "department",
        "services",
    )


def test_the_page_of_the_list_says_what_goes_into_each_column(
    client, coordinator, ministry
):
    client.force_login(coordinator)
    for answer in (
        client.get("/don-vi/nhap/"),
        client.post("/don-vi/nhap/", upload("ma\n")),
    ):
        words = answer.content.decode()
        assert all(f'<dt class="mono">{column}</dt>' in words for column in COLUMNS)
        assert "Trung tâm, báo, tạp chí; Tỉnh, thành phố" in words


def test_what_the_preview_shows_can_be_written(client, coordinator, ministry, agency):
    client.force_login(coordinator)
    opened = {"opened_on": date(2020, 1, 1)}
    edit_unit(unit=agency, version=1, by=coordinator, changes=opened)
    text = "ma,ten,ma_cap_tren,ngay_ket_thuc\nCucTMDT,Cục,BCT,01/01/2019\n"
    page = client.post("/don-vi/nhap/", upload(text))
    assert [(f.row, f.column) for f in page.context["faults"]] == [(2, "ngay_ket_thuc")]
    before = AuditLine.objects.count()
    client.post("/don-vi/nhap/", upload("ma,ten,ma_cap_tren\nCucTMDT,Mới,BCT\n"))
    agency.refresh_from_db()
    assert (agency.name == "Mới", AuditLine.objects.count()) == (False, before)


def test_a_unit_is_found_by_its_code_in_any_case(client, coordinator, agency):
    client.force_login(coordinator)
    assert client.get("/don-vi/cuctmdt/").context["unit"] == agency
    page = client.post(
        "/don-vi/them/", form_of(Unit(code="CUCTMDT", name="C", parent=agency.parent))
    )
    assert page.context["form"].errors
    page = client.post(
        "/don-vi/them/", form_of(Unit(code="Y", name="S\u0430", parent=agency.parent))
    )
    assert list(page.context["form"].errors) == ["name"]


def test_list_is_for_coordinators(client, reporter):
    client.force_login(reporter)
    for address in ("/don-vi/nhap/", "/don-vi/mau/"):
        assert client.get(address).status_code == 403
    assert client.post("/don-vi/nhap/ghi/", {"held": "x"}).status_code == 403


@pytest.fixture(name="head")
def coordinator_of_the_agency(agency):
    """The coordinator of a unit that is not the top one."""
    return person("dieuphoi2", "Đỗ Điều Phối", Role.COORDINATOR, agency)


def test_the_coordinator_of_a_unit_below_the_top_saves_it_where_it_stands(
    client, head, agency, ministry
):
    client.force_login(head)
    page = client.get(f"/don-vi/{agency.code}/sua/").content.decode()
    assert ministry.name in page
    for parent in ("", agency.pk, ministry.pk):  # a browser sends nothing for it
        agency.refresh_from_db()
        form = form_of(agency, short_name=f"Cục {parent}", parent=parent)
        answer = client.post(f"/don-vi/{agency.code}/sua/", form)
        assert (answer.status_code, answer.url) == (302, f"/don-vi/{agency.code}/")
        agency.refresh_from_db()
        assert agency.short_name == f"Cục {parent}".strip()
        assert agency.parent == ministry


def test_no_unit_is_moved_to_where_its_editor_does_not_coordinate(
    client, head, agency, department, ministry
):
    office = create_unit(by=None, code="P1", name="Phòng 1", parent=agency)
    client.force_login(head)
    for unit in (agency, office):
        was = unit.parent
        for parent in (ministry, department):
            form = form_of(unit, parent=parent.pk)
            client.post(f"/don-vi/{unit.code}/sua/", form)
            unit.refresh_from_db()
            assert unit.parent == was


@pytest.mark.parametrize("name", ["danh-sach.pdf", "danh-sach.docx", "danh-sach"])
def test_a_file_that_is_no_table_is_refused_by_its_name(
    client, coordinator, ministry, name
):
    client.force_login(coordinator)
    file = SimpleUploadedFile(name, b"%PDF-1.4\nma,ten\n")
    page = client.post("/don-vi/nhap/", {"file": file})
    assert page.context["form"].errors["file"] == ["Cần tệp CSV hoặc XLSX."]
    assert "faults" not in page.context


def test_faults_of_a_list_are_sentences(client, coordinator, ministry):
    client.force_login(coordinator)
    page = client.post("/don-vi/nhap/", upload("ma,ten\nVP,Văn phòng,1\nB,\n"))
    text = page.content.decode()
    assert "<td>Dòng có 3 ô, nhiều hơn 2 cột ở dòng tên cột.</td>" in text
    page = client.post("/don-vi/nhap/", upload("ma\nVP\n"))
    assert "<td>Thiếu cột này.</td>" in page.content.decode()


def test_the_first_unit_is_a_ministry_and_others_choose_their_kind(client, db):
    boss = create_user(by=None, username="goc", full_name="Gốc", is_superuser=True)
    client.force_login(boss)
    first = client.get("/don-vi/them/").content.decode()
    assert '<option value="ministry" selected>' in first
    create_unit(by=None, code="BCT", name="Bộ Công Thương", kind="ministry")
    second = client.get("/don-vi/them/").content.decode()
    assert '<option value="" selected>Chọn loại</option>' in second
    assert 'value="other" selected' not in second


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Có dịch vụ công", "services"),
        ("khong co dich vu cong", "no_services"),
        ("Without public services", "no_services"),
        ("services", "services"),
        ("nhom-2", "nhom-2"),
        ("co_dich_vu_cong", "co_dich_vu_cong"),
        ("đô_thị", "đô_thị"),
        ("", ""),
    ],
)
def test_a_block_is_chosen_in_words_or_typed_as_a_code(
    client, coordinator, agency, typed, code
):
    client.force_login(coordinator)
    form = form_of(agency, block=typed)
    assert client.post(f"/don-vi/{agency.code}/sua/", form).status_code == 302
    assert Unit.objects.get(pk=agency.pk).block == code


def test_the_form_shows_blocks_in_words_and_names_them_in_the_fault(
    client, coordinator, agency, department
):
    edit_unit(unit=department, version=1, by=coordinator, changes={"block": "nhom-2"})
    client.force_login(coordinator)
    page = client.get(f"/don-vi/{agency.code}/sua/").content.decode()
    assert 'value="Có dịch vụ công"' in page
    assert '<option value="Không có dịch vụ công"></option>' in page
    assert '<option value="nhom-2"></option>' in page
    wrong = client.post(f"/don-vi/{agency.code}/sua/", form_of(agency, block="Có DVC"))
    assert (
        "cần một trong: Có dịch vụ công; Không có dịch vụ công"
        in wrong.content.decode()
    )


def test_two_editors_compare_words_and_no_codes(client, coordinator, agency):
    client.force_login(coordinator)
    edit_unit(
        unit=agency,
        version=1,
        by=coordinator,
        changes={"block": "no_services", "kind": "office"},
    )
    page = client.post(
        f"/don-vi/{agency.code}/sua/",
        form_of(agency, version=1, block="services", kind="agency"),
    ).content.decode()
    for words in (
        "<td>Có dịch vụ công</td>",
        "<td>Không có dịch vụ công</td>",
        "<td>Cục</td>",
        "<td>Văn phòng, thanh tra</td>",
    ):
        assert words in page


def test_english_pages_of_the_staff_call_units_by_their_english_names(
    client, coordinator, reporter, agency
):
    english = "Agency for Trade"
    edit_unit(unit=agency, version=1, by=coordinator, changes={"name_en": english})
    client.force_login(coordinator)
    for path in (
        "/don-vi/",
        f"/don-vi/{agency.code}/",
        f"/don-vi/{agency.code}/quyen/",
        f"/don-vi/{agency.code}/sua/",
        f"/nguoi-dung/{reporter.pk}/",
    ):
        there = client.get(f"/en{path}").content.decode()
        assert english in there, path
        assert f">{agency.name}<" not in there, path
        assert agency.name in client.get(path).content.decode(), path
