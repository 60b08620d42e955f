from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from opendti.errors import TableError
from opendti.tables import read_table
from opendti.tables.extent import extent_of, refuse_vast

SHEET = '<worksheet><sheetData><row r="1"><c r="A1"/></row>{}</sheetData></worksheet>'
FAR = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


def workbook(sheet: str) -> BytesIO:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
    file.seek(0)
    return file


def test_the_extent_is_that_of_the_farthest_cell() -> None:
    assert extent_of(SHEET.format("").encode()) == (1, 1)
    assert extent_of(SHEET.format(FAR).encode()) == (1_048_576, 16_384)


def test_a_cell_far_away_is_refused_before_any_reader_opens_it(tmp_path: Path) -> None:
    path = tmp_path / "vast.xlsx"
    path.write_bytes(workbook(SHEET.format(FAR)).getvalue())
    with pytest.raises(TableError) as caught:
        read_table(path)
    assert str(caught.value) == (
        "vast.xlsx: a sheet of 1048576 rows and 16384 columns; "
        "delete the empty rows and columns beyond the table"
    )


def test_an_ordinary_sheet_and_a_file_that_is_none_pass() -> None:
    refuse_vast(workbook(SHEET.format("")), "small.xlsx")
    refuse_vast(BytesIO(b"no archive"), "text.xlsx")


@pytest.mark.parametrize(
    ("offset", "value"), [(6, 1), (8, 99)], ids=["locked", "packed in an unknown way"]
)
def test_a_workbook_that_no_reader_can_open_is_left_to_the_reader(
    tmp_path: Path, offset: int, value: int
) -> None:
    file = tmp_path / "locked.xlsx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    raw = bytearray(file.read_bytes())
    central = raw.index(b"PK\x01\x02")
    raw[offset] = raw[central + offset + 2] = value
    file.write_bytes(raw)
    refuse_vast(file, "locked.xlsx")
    with pytest.raises(TableError, match="not an XLSX file that can be read"):
        read_table(file)
