"""A CSV or a workbook as rows of texts, for tables that are no answers: lists of units."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO, NoReturn

import python_calamine as calamine

from opendti.errors import Fault, TableError
from opendti.tables.reading.header import HeaderNames
from opendti.tables.reading.separated import find_dialect, row_faults
from opendti.tables.reading.spreadsheet import refuse_marks, show_zeros
from opendti.untrusted import SourceFile

_ZIP = b"PK\x03\x04"


def read_rows(
    source: SourceFile,
    out: BinaryIO,  # noqa: ARG001 -- a reader's shape
    *,
    max_rows: int,
    max_columns: int,
    max_length: int,
    header_names: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """
    Read a table as texts: the first sheet of a workbook, or a CSV in UTF-8.

    Parameters
    ----------
    max_rows
        Rows that a table may have.
    max_columns, max_length
        Columns of a row, and characters of a cell.
    header_names
        `HeaderNames` as plain data: the names that tell the header from a title above it.

    Returns
    -------
    dict
        `rows` from the header on, and `first_row`, the number of the row below it.

    Raises
    ------
    TableError
        Its faults have one of the codes `not_xlsx`, `not_utf8` (with the row), `not_csv`,
        `too_long`, `too_wide` and `long_cell` (with the row), `too_few_cells`,
        `too_many_cells`, `cell_error`, `uncomputed_formula`.
    """
    rows, first_row = _all_rows(source, HeaderNames.from_plain(header_names))
    if len(rows) > max_rows:
        _refuse(source.name, Fault("too_long", {"limit": max_rows}))
    for number, row in enumerate(rows, start=first_row - 1):
        if any(row[max_columns:]):
            _refuse(source.name, Fault("too_wide", {"limit": max_columns}, row=number))
        if any(len(cell) > max_length for cell in row):
            fault = Fault("long_cell", {"limit": max_length}, row=number)
            _refuse(source.name, fault)
    # Sheets may have empty cells far to the right of the table.
    rows = [row[:max_columns] for row in rows]
    faults = row_faults(rows[1:], rows[0], source.name, first_row) if rows else []
    if faults:
        raise TableError(faults)
    return {"rows": rows, "first_row": first_row}


def _all_rows(source: SourceFile, names: HeaderNames) -> tuple[list[list[str]], int]:
    """Return the rows from the header on, and the number of the row below it."""
    content = source.read()
    # By the bytes, not by the name: a workbook that was renamed to .csv is still read.
    if content.startswith(_ZIP):
        return _sheet(source.name, content, names)
    if source.name.lower().endswith((".xlsx", ".xls")):
        _refuse(source.name, Fault("false_xlsx"))
    return _text(source.name, content, names)


def _sheet(
    name: str, content: bytes, header_names: HeaderNames
) -> tuple[list[list[str]], int]:
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        # With the empty rows above, so that numbers of rows are the file's.
        cells = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        sheet = book.sheet_names[0]
    except (calamine.CalamineError, OSError, ValueError, IndexError):
        _refuse(name, Fault("not_xlsx"))
    show_zeros(cells, refuse_marks(content, sheet, name))
    rows = [[_cell_text(cell) for cell in row] for row in cells]
    top = header_names.find(rows) or 0
    return rows[top:], top + 2


def _text(
    name: str, content: bytes, header_names: HeaderNames
) -> tuple[list[list[str]], int]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        _refuse(name, Fault("not_utf8", row=row))
    if "\x00" in text:
        _refuse(name, Fault("not_csv"))
    lines = list(io.StringIO(text, newline=""))
    dialect = find_dialect(lines, header_names)
    try:
        rows = list(csv.reader(lines[dialect.lines :], delimiter=dialect.separator))
    except csv.Error:
        _refuse(name, Fault("not_csv"))
    return rows, dialect.first_row


def _refuse(name: str, fault: Fault) -> NoReturn:
    raise TableError([replace(fault, file=name)]) from None


def _cell_text(cell: Any) -> str:
    """Write a cell of a workbook as it would be typed."""
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)
