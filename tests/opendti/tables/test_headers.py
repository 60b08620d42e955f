"""Tables as offices keep them: titles, line numbers, notes, separators, formulas, short rows."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from opendti.errors import Fault, TableError
from opendti.framework import load_framework
from opendti.plan import compile_plan
from opendti.plan.model import Plan
from opendti.tables import read_answers
from opendti.tables.reading.sheet_marks import find_marks
from opendti.tables.table import read_table

CASES = Path("tests/data/cases")
TITLED = [
    ["BỘ CÔNG THƯƠNG", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", ""],
    ["Đơn vị", "Cục A", "", ""],
    ["Bảng số liệu năm 2025, s và t", "", "", ""],
    ["", "", "", ""],
    ["STT", "Đơn vị", "s", "t"],
    ["1", "A", "0,5", "1"],
    ["2", "B", "0,25", "x"],
]


@pytest.fixture(scope="module")
def shares() -> Plan:
    return compile_plan(load_framework(CASES / "two_shares.yaml"))


def _faults(path: Path, plan: Plan) -> list[str]:
    with pytest.raises(TableError) as raised:
        read_answers(path, plan)
    return [str(fault) for fault in raised.value.faults]


def _csv(folder: Path, text: str) -> Path:
    path = folder / "t.csv"
    path.write_text(text, "utf-8", newline="")
    return path


def _titled(folder: Path, ending: str, separator: str = ";", above: str = "") -> Path:
    if ending == "csv":
        lines = [separator.join(row) for row in TITLED]
        return _csv(folder, above + "\r\n".join(lines) + "\r\n")
    path = folder / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(TITLED):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize(
    ("ending", "separator", "above"),
    [
        ("csv", ";", ""),
        ("csv", "\t", ""),
        ("csv", ";", "sep=;\r\n"),
        ("csv", "|", '"sep=|"\r\n'),
        ("xlsx", "", ""),
    ],
)
def test_a_title_above_the_header_is_no_header(
    tmp_path: Path, shares: Plan, ending: str, separator: str, above: str
) -> None:
    path = _titled(tmp_path, ending, separator, above)
    assert _faults(path, shares) == [
        f't.{ending}, row 7, column t: a number such as 0,45 or 1.234,5 was expected, not "x"'
    ]


def test_columns_of_line_numbers_and_notes_are_skipped_and_named(
    tmp_path: Path, shares: Plan
) -> None:
    notes: list[Fault] = []
    path = _csv(tmp_path, "TT,Đơn vị,s,t,Ghi chú\n1,A,0.5,1,ổn\n2,B,1,1,\n")
    assert read_answers(path, shares, notes=notes).units == ("A", "B")
    assert [str(note) for note in notes] == ["t.csv: columns not read: TT, Ghi chú"]
    notes.clear()
    path = _csv(tmp_path, "no.,unit,item,value,phụ trách\n1,A,s,0.5,An\n")
    assert read_answers(path, shares, notes=notes).units == ("A",)
    assert [str(note) for note in notes] == ["t.csv: columns not read: no., phụ trách"]


def test_codes_of_items_are_found_in_any_case(tmp_path: Path, shares: Plan) -> None:
    wide = read_answers(_csv(tmp_path, "UNIT,S,t\nA,0.5,1\n"), shares)
    long = read_answers(_csv(tmp_path, "unit,Item,value\nA,S,0.5\nA,T.A,1\n"), shares)
    assert wide.values.tolist() == long.values.tolist() == [[0.5, 1]]


def test_a_column_that_nobody_knows_is_still_a_fault(
    tmp_path: Path, shares: Plan
) -> None:
    path = _csv(tmp_path, "unit,s,t,u\nA,0.5,1,1\n")
    assert [fault.split(":")[0] for fault in _faults(path, shares)] == [
        "t.csv, column u"
    ]


def test_rows_with_too_few_cells_are_named(tmp_path: Path, shares: Plan) -> None:
    path = _csv(tmp_path, "unit,s,t\nA,0.5\n\nB,,\nC\n,,\nD,1,1\n")
    assert _faults(path, shares) == [
        "t.csv, row 2: 2 cells, but the header has 3 columns",
        "t.csv, row 5: 1 cells, but the header has 3 columns",
    ]


def test_quoted_separators_are_no_cells(tmp_path: Path, shares: Plan) -> None:
    path = _csv(tmp_path, 'unit,s,t\n"A, mới",0.5,\n"B\nhai dòng",1,\n')
    assert read_answers(path, shares).units == ("A, mới", "B\nhai dòng")
    path = _csv(tmp_path, 'unit,s,t\n"A, mới",0.5\nB,1,\n')
    assert _faults(path, shares) == [
        "t.csv, row 2: 2 cells, but the header has 3 columns"
    ]


def test_a_formula_without_a_result_is_no_blank(shares: Plan) -> None:
    words = (
        "this formula has no result; open the file in a spreadsheet program and save it"
    )
    assert _faults(CASES / "uncached.xlsx", shares) == [
        f"uncached.xlsx, row 2, column B: {words}",
        f"uncached.xlsx, row 3, column B: {words}",
    ]


def test_a_formula_whose_result_is_an_empty_text_is_blank(
    tmp_path: Path, shares: Plan
) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["unit", "s", "t"])
        sheet.write_row(1, 0, ["A", 0.5])
        sheet.write_formula(1, 2, '=""', None, "")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    members[name] = members[name].replace(b'<c r="C2">', b'<c r="C2" t="str">')
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    assert read_answers(path, shares).units == ("A",)


def test_codes_are_read_as_the_sheet_shows_them() -> None:
    table = read_table(CASES / "zero_codes.xlsx")
    assert table.frame["ma"].to_list() == ["04", "01273"]


@pytest.mark.parametrize(
    ("code", "shown"),
    [("000", "007"), ("00", "07"), ("0", "7"), ("0.00", "7"), ("#,##0", "7")],
)
def test_only_zeros_in_a_number_format_are_part_of_a_code(
    tmp_path: Path, code: str, shown: str
) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        style = book.add_format({"num_format": code})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["unit", "s"])
        sheet.write_number(1, 0, 7, style)
        sheet.write_string(2, 0, "A")
    assert read_table(path).frame["unit"].to_list() == [shown, "A"]


def test_marks_stand_where_cells_do_not_name_their_position(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with (
        zipfile.ZipFile(CASES / "uncached.xlsx") as archive,
        zipfile.ZipFile(path, "w") as bare,
    ):
        for member in archive.namelist():
            content = archive.read(member)
            if member.endswith("sheet1.xml"):
                content = re.sub(rb' r="[A-Z]?[0-9]+"', b"", content)
            bare.writestr(member, content)
    assert find_marks(path.read_bytes(), "Sheet").uncomputed == [(2, 2), (3, 2)]
