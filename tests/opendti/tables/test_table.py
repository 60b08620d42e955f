from __future__ import annotations

import zipfile
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from opendti.errors import TableError, UsageError
from opendti.tables.table import read_table


def written(folder: Path, data: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def workbook(path: Path, *sheets: tuple[str, list[list[object]]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets:
            sheet = book.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
    return path


def faults(path: Path) -> list[str]:
    with pytest.raises(TableError) as raised:
        read_table(path)
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with BOM"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_csv_is_read_as_text(
    tmp_path: Path, mark: bytes, separator: str, end: str
) -> None:
    text = f"đơn vị{separator}1.1{end}001{separator}2{end}{end}Cục B{separator}{end}"
    table = read_table(written(tmp_path, mark + text.encode()))
    assert (table.file, table.columns) == ("t.csv", ("đơn vị", "1.1"))
    assert [(row.number, dict(row.cells)) for row in table.rows()] == [
        (2, {"đơn vị": "001", "1.1": "2"}),
        (4, {"đơn vị": "Cục B", "1.1": None}),
    ]


def test_columns_worth_trying_are_numbers(tmp_path: Path) -> None:
    path = written(tmp_path, "unit,a,b\nx,1,0.5\ny,,1\n")
    table = read_table(path, types={"a": pl.Int64(), "b": pl.Float64()})
    assert table.frame.to_dict(as_series=False) == {
        "unit": ["x", "y"],
        "a": [1, None],
        "b": [0.5, 1.0],
    }


def test_one_cell_that_is_no_number_makes_all_columns_text(tmp_path: Path) -> None:
    path = written(tmp_path, "unit,a\nx,1\ny,12.000\n")
    table = read_table(path, types={"a": pl.Int64()})
    assert table.frame["a"].to_list() == ["1", "12.000"]


def test_a_csv_that_is_not_utf8_names_line_and_byte(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfunit,a\nC\xf4c,1\n")
    assert faults(path) == [
        't.csv, line 2: byte 2 of this line is not UTF-8; save the file as "CSV UTF-8"'
    ]


def test_a_csv_in_utf16_names_its_first_byte(tmp_path: Path) -> None:
    path = written(tmp_path, "unit,a\nx,1\n".encode("utf-16"))
    assert faults(path) == [
        't.csv, line 1: byte 1 of this line is not UTF-8; save the file as "CSV UTF-8"'
    ]


@pytest.mark.parametrize("text", ["", "\n", ",,\nx,1,2\n"])
def test_a_csv_without_header(tmp_path: Path, text: str) -> None:
    assert faults(written(tmp_path, text)) == [
        "t.csv: the first line must be the header, but it is empty"
    ]


def test_every_row_that_is_too_long_is_named(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "unit,a\nx,1,2\ny,1\nz,1,2,3\n")) == [
        "t.csv, row 2: 3 cells, but the header has 2 columns",
        "t.csv, row 4: 4 cells, but the header has 2 columns",
    ]


def test_a_quotation_mark_that_is_never_closed(tmp_path: Path) -> None:
    assert faults(written(tmp_path, 'unit,a\nx,1\n"y,1\n')) == [
        "t.csv, row 3: a quotation mark is opened or closed where none can stand"
    ]


def test_a_column_named_twice_and_one_without_name(tmp_path: Path) -> None:
    assert faults(written(tmp_path, "unit,a,,a\nx,1,2,3\n")) == [
        "t.csv, row 1, column 3: this column has values but no name in the header",
        "t.csv, column a: 2 columns have this name",
    ]


def test_an_empty_column_without_name_is_left_out(tmp_path: Path) -> None:
    assert read_table(written(tmp_path, "unit,a,\nx,1,\n")).columns == ("unit", "a")


def test_a_spreadsheet_keeps_its_numbers_and_row_numbers(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        [],
        ["unit", 1.1, "mixed", "yes"],
        ["x", 5, 1.234, True],
        [],
        ["y", 0.25, "b", False],
    ]
    path = workbook(tmp_path / "t.xlsx", ("empty", []), ("data", rows))
    table = read_table(path)
    assert table.columns == ("unit", "1.1", "mixed", "yes")
    assert [(row.number, *row.cells.values()) for row in table.rows()] == [
        (3, "x", 5.0, "1.2340", "true"),
        (5, "y", 0.25, "b", "false"),
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [(b'"', b"'"), (b' t="e"', b' t = "e"'), (b"<c ", b"<c x='>' ")],
    ids=["single quotes", "blanks around the sign", "a > in quotes"],
)
def test_an_error_is_found_however_its_cell_is_written(
    tmp_path: Path, before: bytes, after: bytes
) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["unit", "1.1"])
        sheet.write_row(1, 0, ["A"])
        sheet.write_formula(1, 1, "=1/0", None, "#DIV/0!")
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = "xl/worksheets/sheet1.xml"
    head, mark, rest = members[name].partition(b"<sheetData>")
    members[name] = head + mark + rest.replace(before, after)
    with zipfile.ZipFile(path, "w") as archive:
        for member, content in members.items():
            archive.writestr(member, content)
    assert faults(path) == [
        "t.xlsx, row 2, column B: this cell holds the error #DIV/0!"
    ]


def test_a_sheet_is_chosen_by_name(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "t.xlsx", ("one", [["unit"], ["x"]]), ("two", [["unit"], ["y"]])
    )
    assert read_table(path, sheet="two").frame["unit"].to_list() == ["y"]
    with pytest.raises(UsageError) as raised:
        read_table(path, sheet="three")
    assert str(raised.value) == (
        't.xlsx: there is no sheet "three"; the sheets are: one, two'
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("t.xlsx", "t.xlsx: this is not an XLSX file that can be read"),
        ("t.parquet", "t.parquet: this is not a Parquet file that can be read"),
    ],
)
def test_a_file_that_is_not_what_its_ending_says(
    tmp_path: Path, name: str, message: str
) -> None:
    assert faults(written(tmp_path, "unit,a\nx,1\n", name)) == [message]


def test_a_workbook_without_cells(tmp_path: Path) -> None:
    path = workbook(tmp_path / "t.xlsx", ("one", []))
    assert faults(path) == ["t.xlsx: the workbook holds no cells to read"]


def test_parquet_keeps_its_types(tmp_path: Path) -> None:
    path = tmp_path / "t.parquet"
    frame = pl.DataFrame({"unit": ["x", "y"], "1.1": [0.5, None]})
    frame.write_parquet(path)
    assert read_table(path).frame.equals(frame)


@pytest.mark.parametrize(
    ("name", "sheet", "message"),
    [
        ("nowhere.csv", None, "{path}: there is no such file"),
        (
            "t.docx",
            None,
            "{path}: a file ending in .csv, .xlsx or .parquet was expected",
        ),
        ("t.csv", "one", "{path}: only a spreadsheet has sheets"),
    ],
)
def test_wrong_use(tmp_path: Path, name: str, sheet: str | None, message: str) -> None:
    for there in ("t.docx", "t.csv"):
        written(tmp_path, "unit\n", there)
    path = tmp_path / name
    with pytest.raises(UsageError) as raised:
        read_table(path, sheet=sheet)
    assert str(raised.value) == message.format(path=path)


def test_an_error_in_a_cell_is_a_fault_and_no_blank(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name in ("one & two", "three"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["unit", "a", "b"])
            sheet.write_row(1, 0, ["x", 1, 2])
        sheet.write_formula(1, 1, "=1/0", value="#DIV/0!")
        sheet.write_formula(2, 2, "=nope()", value="#NAME?")
    assert read_table(path).columns == ("unit", "a", "b")
    with pytest.raises(TableError) as raised:
        read_table(path, sheet="three")
    assert [str(fault) for fault in raised.value.faults] == [
        "t.xlsx, row 2, column B: this cell holds the error #DIV/0!",
        "t.xlsx, row 3, column C: this cell holds the error #NAME?",
    ]
