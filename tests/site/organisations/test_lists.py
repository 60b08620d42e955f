"""Lists of units: all faults at once, with file, row and column; nothing half-written."""

from __future__ import annotations

import io
import time
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from opendti_site.accounts.enums import Role
from opendti_site.audit.models import AuditLine
from opendti_site.organisations.actions import edit_unit, import_units
from opendti_site.organisations.list_cells import read_kind
from opendti_site.organisations.lists import COLUMNS, codes_in_cycles, read_list
from opendti_site.organisations.models import Unit
from opendti_site.ui.list_tables.bridge import ListRefusedError, read_table
from tests.site.cast import person


def table(text: str, name: str = "ds.csv"):
    return read_table(name, text.encode())


def faults_of(text: str, user) -> list[tuple[int | None, str, str]]:
    with pytest.raises(ListRefusedError) as refused:
        read_list(table(text), user)
    return [(f.row, f.column, f.message) for f in refused.value.faults]


@pytest.mark.parametrize("column", COLUMNS)
def test_a_cell_of_any_column_may_be_too_long(ministry, coordinator, column):
    """Each is a fault in its row and column, by the limit of the column."""
    cells = {"ma": "P1x", "ten": "Phòng 1", "ma_cap_tren": "BCT"} | {column: "9" * 299}
    faults = faults_of(f"{','.join(cells)}\n{','.join(cells.values())}\n", coordinator)
    assert {(row, where) for row, where, _words in faults} == {(2, column)}


def test_import_adds_and_changes_units(ministry, agency, coordinator):
    text = (
        "ma,ten,loai,khoi,ma_cap_tren,ngay_thanh_lap\n"
        "P2,Phòng 2,,,P1x,\n"
        "P1x,Phòng 1,Văn phòng,,CucTMDT,2020-05-01\n"
        "CucTMDT,Cục Thương mại,agency,services,BCT,01/02/2018\n"
    )
    text = text.replace("Văn phòng,", "office,")
    written = import_units(table=table(text), by=coordinator)
    assert [unit.code for unit in written] == ["P2", "P1x", "CucTMDT"]
    agency.refresh_from_db()
    assert (agency.name, agency.version) == ("Cục Thương mại", 2)
    below = Unit.objects.get(code="P2")
    assert below.path == f"{Unit.objects.get(code='P1x').path}{below.pk:04d}/"
    line = AuditLine.objects.latest("pk")
    assert (line.verb, line.subject_name, line.detail) == (
        "import_units",
        "ds.csv",
        {"rows": 3},
    )


def test_all_faults_come_at_once(ministry, agency, department, coordinator, reporter):
    text = (
        "ma,ten,loai,ma_cap_tren,ngay_thanh_lap,ngay_ket_thuc\n"
        "có dấu,A,,BCT,,\n"
        "X1,,,BCT,,\n"
        "X1,B,phòng ban,BCT,,\n"
        "X2,C,,KHONG,31/13/2020,\n"
        "X3,D,,BCT,01/01/2020,01/01/2019\n"
        "X4,E,,,,\n"
    )
    before = Unit.objects.count()
    assert faults_of(text, coordinator) == [
        (2, "ma", "mã chỉ gồm chữ không dấu, số và . _ - , bắt đầu bằng chữ hoặc số"),
        (3, "ten", "không được để trống"),
        (
            4,
            "loai",
            (
                "“phòng ban” không phải là loại đơn vị; cần một trong: Bộ, ngành; Vụ; Cục; "
                "Văn phòng, thanh tra; Viện; Trường; Trung tâm, báo, tạp chí; Tỉnh, thành phố; "
                "Xã, phường, đặc khu; Sở, ban, ngành; Doanh nghiệp; Khác"
            ),
        ),
        (4, "ma", "mã X1 đã có ở dòng 3"),
        (5, "ngay_thanh_lap", "“31/13/2020” không phải là ngày; cần dạng 31/12/2026"),
        (5, "ma_cap_tren", "không có đơn vị nào mã KHONG"),
        (6, "ngay_ket_thuc", "ngày kết thúc trước ngày thành lập"),
        (7, "ma_cap_tren", "cần mã đơn vị cấp trên"),
    ]
    with pytest.raises(ListRefusedError):
        import_units(table=table(text), by=coordinator)
    assert Unit.objects.count() == before


def test_list_outside_the_scope_is_refused(ministry, agency, stranger):
    text = "ma,ten,ma_cap_tren\nCucTMDT,Tên khác,BCT\n"
    outside = "ngoài phạm vi anh/chị điều phối"
    assert faults_of(text, stranger) == [
        (2, "ma", outside),
        (2, "ma_cap_tren", outside),
    ]


def test_the_top_unit_of_its_writer_stays_below_the_unit_that_it_has(
    ministry, agency, department
):
    head = person("dieuphoi2", "Đỗ Điều Phối", Role.COORDINATOR, agency)
    text = "ma,ten,ma_cap_tren\nCucTMDT,Tên mới,{}\n"
    assert faults_of(text.format(department.code), head) == [
        (2, "ma_cap_tren", "ngoài phạm vi anh/chị điều phối")
    ]
    import_units(table=table(text.format(ministry.code)), by=head)
    agency.refresh_from_db()
    assert (agency.name, agency.parent) == ("Tên mới", ministry)


def test_circle_in_a_list_is_found(ministry, coordinator):
    text = "ma,ten,ma_cap_tren\nA,A,B\nB,B,A\n"
    message = "đơn vị không thể nằm dưới chính nó"
    assert faults_of(text, coordinator) == [
        (2, "ma_cap_tren", message),
        (3, "ma_cap_tren", message),
    ]


def test_a_way_into_a_circle_is_no_part_of_it(ministry, coordinator):
    text = "ma,ten,ma_cap_tren\nX,X,A\nA,A,B\nB,B,A\nC,C,C\nY,Y,X\nZ,Z,BCT\n"
    assert [row for row, _column, _message in faults_of(text, coordinator)] == [3, 4, 5]


def test_a_long_chain_is_walked_once():
    """Walking it anew from every unit took half a minute for as many rows as a list may have."""
    parents = {str(number): str(number + 1) for number in range(20_000)}
    started = time.process_time()
    assert codes_in_cycles(parents) == set()
    assert codes_in_cycles(parents | {"20000": "0"}) == {*parents, "20000"}
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("text", "row", "message"),
    [
        ("ma,ten\nA,B\n" + "x," * 100 + "x\n", 3, "Tệp có quá 100 cột."),
        ("ma,ten\nA," + "x" * 10_001 + "\n", 2, "Có ô dài quá 10000 ký tự."),
        ("a," * 1_000_000, 1, "Tệp có quá 100 cột."),
        (",".join(f"c{n}" for n in range(200_000)) + "\n1\n", 1, "Tệp có quá 100 cột."),
    ],
)
def test_rows_and_cells_have_bounds(text: str, row: int, message: str):
    with pytest.raises(ListRefusedError) as refused:
        table(text)
    assert [(f.row, f.message) for f in refused.value.faults] == [(row, message)]


def test_what_is_at_a_bound_is_taken():
    head = ["ma", "ten", *[""] * 98]
    longest = "x" * 10_000
    text = ",".join(head) + "," * 500 + f"\nA,{longest}\n"
    read = table(text)
    assert (read.columns, read.rows[0].cells) == (
        ["ma", "ten"],
        {"ma": "A", "ten": longest},
    )


def test_columns_are_checked_first(coordinator):
    assert faults_of("ma,tên gì\nA,B\n", coordinator) == [
        (1, "ten", "thiếu cột này"),
        (
            1,
            "ten_gi",
            (
                "cột lạ; các cột có thể dùng: ma, ten, ten_tieng_anh, ten_ngan, loai, khoi, "
                "ma_cap_tren, ngay_thanh_lap, ngay_ket_thuc"
            ),
        ),
    ]


def test_empty_list_is_refused(coordinator):
    assert faults_of("ma,ten\n", coordinator) == [(2, "", "bảng không có dòng nào")]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        (
            "x.csv",
            "ma,ten\nA,Cục\n".encode("utf-16"),
            "x.csv, dòng 1: Tệp không phải UTF-8; hãy lưu lại dạng UTF-8.",
        ),
        (
            "x.csv",
            b"ma,ten\nA,B\nC,\xff\n",
            "x.csv, dòng 3: Tệp không phải UTF-8; hãy lưu lại dạng UTF-8.",
        ),
        (
            "x.xlsx",
            b"ma,ten\n",
            "x.xlsx: Tệp mang đuôi Excel nhưng không phải XLSX.",
        ),
        (
            "x.xlsx",
            b"PK\x03\x04not a workbook",
            "x.xlsx: Tệp không phải XLSX, hoặc đã hỏng.",
        ),
        ("x.csv", b"", "x.csv, dòng 1: dòng đầu phải là tên các cột"),
        ("x.csv", b"ma\x00,ten\n", "x.csv: Tệp không phải CSV đọc được."),
    ],
)
def test_unreadable_files_are_named(name, content, message):
    with pytest.raises(ListRefusedError) as refused:
        read_table(name, content)
    assert str(refused.value) == message


def test_workbook_reads_like_text():
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Mã", "Tên", "ngày thành lập"])
        sheet.write_row(1, 0, [12, "Cục"])
        sheet.write_datetime(
            1,
            2,
            date(2020, 5, 1),
            book.add_format({"num_format": "dd/mm/yyyy"}),
        )
    read = read_table("ds.xlsx", buffer.getvalue())
    assert read.columns == ["ma", "ten", "ngay_thanh_lap"]
    assert read.rows[0].cells == {
        "ma": "12",
        "ten": "Cục",
        "ngay_thanh_lap": "01/05/2020",
    }


def test_semicolons_and_a_byte_order_mark_are_fine():
    read = read_table("ds.csv", "\ufeffma;ten\nA;B, C\n".encode())
    assert read.rows[0].cells == {"ma": "A", "ten": "B, C"}


def case(name: str):
    return Path("tests/data/cases", name).read_bytes()


def test_codes_are_taken_as_the_sheet_shows_them(ministry, coordinator):
    listed = read_table("zero_codes.xlsx", case("zero_codes.xlsx"), COLUMNS)
    written = import_units(table=listed, by=coordinator)
    assert [(unit.code, unit.parent.code) for unit in written] == [
        ("04", "BCT"),
        ("01273", "04"),
    ]


def test_a_formula_without_a_result_is_named():
    with pytest.raises(ListRefusedError) as refused:
        read_table("uncached.xlsx", case("uncached.xlsx"))
    assert [(f.row, f.column) for f in refused.value.faults] == [(2, "B"), (3, "B")]
    assert "chưa có kết quả" in str(refused.value)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("named", [False, True])
def test_titles_line_numbers_and_separators(ministry, coordinator, mark, named):
    rows = (
        ["BỘ CÔNG THƯƠNG", "", "", "", ""],
        ["Danh sách đơn vị, năm 2025", "", "", "", ""],
        ["TT", "Mã", "Tên", "Mã cấp trên", "Ghi chú"],
        ["1", "VP", "Văn\u00a0phòng\u200b", "bct", "mới"],
        ["2", "X", "", "BCT", ""],
    )
    lines = [mark.join(f'"{cell}"' for cell in row) for row in rows]
    if named:
        lines.insert(0, f"sep={mark}")
    listed = read_table("ds.csv", "\r\n".join(lines).encode(), COLUMNS)
    assert listed.skipped == ["TT", "Ghi chú"]
    with pytest.raises(ListRefusedError) as refused:
        read_list(listed, coordinator)
    assert [(f.row, f.column) for f in refused.value.faults] == [(5, "ten")]
    listed.rows.pop()
    (unit,) = import_units(table=listed, by=coordinator)
    assert (unit.name, unit.parent) == ("Văn phòng", ministry)


def test_rows_of_another_length_than_the_header_are_named():
    with pytest.raises(ListRefusedError) as refused:
        table("ma,ten,khoi\nA,A\nB,B,\n\nC,C,,\n")
    assert [(f.row, f.message) for f in refused.value.faults] == [
        (2, "Dòng có 2 ô, ít hơn 3 cột ở dòng tên cột."),
        (5, "Dòng có 4 ô, nhiều hơn 3 cột ở dòng tên cột."),
    ]


def test_a_code_is_one_in_any_case(ministry, agency, coordinator):
    text = "ma,ten,ma_cap_tren\ncuctmdt,Tên mới,bct\nVP,Văn phòng,BCT\nvp,Phòng,BCT\n"
    assert faults_of(text, coordinator) == [(4, "ma", "mã vp đã có ở dòng 3")]
    text = "ma,ten,ma_cap_tren\ncuctmdt,Tên mới,bct\nP1,Phòng,CUCTMDT\n"
    listed = read_list(table(text), coordinator)
    assert [(row.code, row.parent_code) for row in listed] == [
        ("CucTMDT", "BCT"),
        ("P1", "CucTMDT"),
    ]
    import_units(table=table(text), by=coordinator)
    agency.refresh_from_db()
    assert (agency.code, agency.name) == ("CucTMDT", "Tên mới")


def test_names_that_deceive_and_totals_are_refused(ministry, coordinator):
    text = (
        "ma,ten,ma_cap_tren\n"
        "A,S\u0430 mạc,BCT\n"
        "B,Phòng \u202eB,BCT\n"
        ",Tổng cộng,\n"
        "C,Tổng cục,BCT\n"
    )
    assert [(row, column) for row, column, _ in faults_of(text, coordinator)] == [
        (2, "ten"),
        (3, "ten"),
        (4, "ten"),
    ]


def test_numbers_of_columns_are_no_unit(ministry, coordinator):
    text = "ma,ten,ma_cap_tren\n(1),(2),(3)\nA,Phòng A,BCT\n"
    assert [(row, column) for row, column, _ in faults_of(text, coordinator)] == [
        (2, "")
    ]


def test_a_list_is_checked_against_the_tree_as_it_will_be(
    ministry, agency, department, coordinator
):
    opened = {"opened_on": date(2020, 1, 1)}
    edit_unit(unit=agency, version=1, by=coordinator, changes=opened)
    text = (
        "ma,ten,ma_cap_tren,ngay_ket_thuc\nCucTMDT,Cục,BCT,01/01/2019\nBCT,Bộ,VuDKT,\n"
    )
    assert faults_of(text, coordinator) == [
        (2, "ngay_ket_thuc", "ngày kết thúc trước ngày thành lập"),
        (3, "ma_cap_tren", "đơn vị không thể nằm dưới chính nó"),
    ]
    deep = ["ma,ten,ma_cap_tren", "L0,L,BCT"]
    deep += [f"L{n},L,L{n - 1}" for n in range(1, 1200)]
    found = faults_of("\n".join(deep), coordinator)
    assert found[0] == (31, "ma_cap_tren", "cây đơn vị sâu quá 30 cấp")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Bộ", "ministry"),
        ("bo", "ministry"),
        ("Văn phòng", "office"),
        ("Ministry", "ministry"),
        ("Tạp chí", "centre"),
        ("agency", "agency"),
        ("Sở, ban, ngành", "body"),
    ],
)
def test_a_kind_is_read_by_any_word_that_only_it_has(text: str, kind: str):
    assert read_kind(text) == kind


def test_a_word_of_two_kinds_is_asked_again_with_all_choices():
    with pytest.raises(ValueError, match="cần một trong: Bộ, ngành; Vụ; Cục"):
        read_kind("ngành")
