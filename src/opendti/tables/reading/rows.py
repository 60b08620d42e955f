"""A CSV or a workbook as rows of texts, for tables that are no answers: lists of units."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from typing import Any, BinaryIO, NoReturn

import python_calamine as calamine

from opendti.errors import Fault, TableError
from opendti.untrusted import Source

_ZIP = b"PK\x03\x04"


def read_rows(
    source: Source,
    out: BinaryIO,  # noqa: ARG001 -- a reader's shape
    *,
    most: int,
    widest: int,
    longest: int,
) -> list[list[str]]:
    """
    Read a table as texts: the first sheet of a workbook, or a CSV in UTF-8.

    Parameters
    ----------
    most
        Rows that a table may have.
    widest, longest
        Columns of a row, and characters of a cell.

    Raises
    ------
    TableError
        Its fault has one of the codes `not_xlsx`, `not_utf8` (with the row), `not_csv`,
        `too_long`, `too_wide` (with the row), `long_cell` (with the row).
    """
    content = source.read()
    if content.startswith(_ZIP):
        rows = _sheet(source.name, content)
    elif source.name.lower().endswith((".xlsx", ".xls")):
        _refuse(source.name, "false_xlsx", "the name says XLSX, but the file is none")
    else:
        rows = _text(source.name, content)
    if len(rows) > most:
        _refuse(source.name, "too_long", f"more than {most} rows")
    for number, row in enumerate(rows, start=1):
        if any(row[widest:]):
            _refuse(source.name, "too_wide", f"more than {widest} columns", number)
        if any(len(cell) > longest for cell in row):
            message = f"a cell of more than {longest} characters"
            _refuse(source.name, "long_cell", message, number)
    # What is empty far to the right is no part of the table.
    return [row[:widest] for row in rows]


def _sheet(name: str, content: bytes) -> list[list[str]]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError, IndexError):
        _refuse(name, "not_xlsx", "not an XLSX file, or a damaged one")
    return [[_cell_text(cell) for cell in row] for row in rows]


def _text(name: str, content: bytes) -> list[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        _refuse(name, "not_utf8", "not UTF-8; save the file as UTF-8", row)
    if "\x00" in text:
        _refuse(name, "not_csv", "this is not a CSV file that can be read")
    first = text.split("\n", maxsplit=1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(io.StringIO(text), delimiter=separator))
    except csv.Error:
        _refuse(name, "not_csv", "this is not a CSV file that can be read")


def _refuse(name: str, code: str, message: str, row: int | None = None) -> NoReturn:
    raise TableError([Fault(message, name, row=row, code=code)]) from None


def _cell_text(cell: Any) -> str:
    """Write a cell of a workbook as it would be typed."""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
