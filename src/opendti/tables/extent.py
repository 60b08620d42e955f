"""How far a sheet reaches: readers reserve all the room up to the farthest cell."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

from opendti.errors import Fault, TableError

MOST_CELLS = 20_000_000
"""Room a table may take; 3,321 communes × 500 columns take a tenth of it."""
LARGEST_SHEET = 2_000_000_000
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)
"""What an archive raises that is damaged, locked, or packed in a way nobody knows."""
_ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,200}?\br="(\d{1,9})"')
_CELL = re.compile(rb'<(?:\w+:)?c [^>]{0,200}?\br="([A-Z]{1,3})(\d{1,7})"')


def extent_of(sheet: bytes) -> tuple[int, int]:
    """Return the lowest row and the rightmost column that a sheet's XML names."""
    deepest = max((int(match[1]) for match in _ROW.finditer(sheet)), default=1)
    widest = 1
    for match in _CELL.finditer(sheet):
        deepest = max(deepest, int(match[2]))
        widest = max(widest, _column(match[1]))
    return deepest, widest


def refuse_vast(file: Path | BytesIO, name: str) -> None:
    """
    Refuse a workbook with a cell far away from its table.

    Raises
    ------
    TableError
        A sheet would take more room than any table needs. A file that is no
        workbook passes: its reader says so better.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            sheets = [
                one for one in archive.infolist() if "worksheets/" in one.filename
            ]
            for sheet in sheets:
                _refuse_sheet(archive, sheet, name)
    except UNREADABLE:
        return


def _refuse_sheet(archive: zipfile.ZipFile, sheet: zipfile.ZipInfo, name: str) -> None:
    if sheet.file_size > LARGEST_SHEET:
        raise TableError([Fault("a sheet unpacks to more than any table needs", name)])
    with archive.open(sheet) as member:
        deepest, widest = extent_of(member.read(LARGEST_SHEET))
    if deepest * widest > MOST_CELLS:
        message = (
            f"a sheet of {deepest} rows and {widest} columns; "
            "delete the empty rows and columns beyond the table"
        )
        raise TableError([Fault(message, name)])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
