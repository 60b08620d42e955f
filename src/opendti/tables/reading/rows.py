"""A CSV or a workbook as rows of texts, for tables that are no answers: lists of units."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, BinaryIO, NoReturn

import python_calamine as calamine

from opendti.errors import Fault, TableError
from opendti.tables.reading.header import HeaderNames
from opendti.tables.reading.separated import find_dialect, row_faults
from opendti.tables.reading.spreadsheet import number_text, refuse_marks, show_zeros
from opendti.untrusted import SourceFile

_ZIP = b"PK\x03\x04"


def read_rows(
    source: SourceFile,
    out: BinaryIO,  # noqa: ARG001 -- a reader's shape
    *,
    bounds: Mapping[str, int],
    header_names: Mapping[str, Sequence[str]],
    mark: str = "",
    exact: bool = False,
) -> dict[str, Any]:
    """
    Read a table as texts: one sheet of a workbook, or a CSV in UTF-8.

    Parameters
    ----------
    bounds
        The most `rows` of a table, `columns` of a row, and `length` of a cell in characters.
    header_names
        `HeaderNames` as plain data: the names that tell the header from a title above it.
    mark
        What a cell of the sheet begins with; the first sheet where left out, or where no cell has it.
    exact
        Write a number of a workbook so that its decimal mark cannot pass for a thousands mark.

    Returns
    -------
    dict
        `rows` from the header on, and `first_row`, the number of the row below it.

    Raises
    ------
    TableError
        Its faults have one of the codes `not_xlsx`, `not_utf8` (with the row), `not_csv`,
        `too_long`, `too_wide` and `long_cell` (with the row), `too_few_cells`,
        `too_many_cells`, `cell_error`, `uncomputed_formula`, `sheets_alike`.
    """
    names = HeaderNames.from_plain(header_names)
    rows, first_row = _all_rows(
        source, names, mark, _exact_text if exact else _cell_text
    )
    _refuse_beyond(bounds, source.name, rows, first_row)
    # Sheets may have empty cells far to the right of the table.
    rows = [row[: bounds["columns"]] for row in rows]
    faults = row_faults(rows[1:], rows[0], source.name, first_row) if rows else []
    if faults:
        raise TableError(faults)
    return {"rows": rows, "first_row": first_row}


def _refuse_beyond(
    bounds: Mapping[str, int], name: str, rows: list[list[str]], first_row: int
) -> None:
    """Refuse a table with more rows or columns, or longer cells, than it may have."""
    if len(rows) > bounds["rows"]:
        _refuse(name, Fault("too_long", {"limit": bounds["rows"]}))
    for number, row in enumerate(rows, start=first_row - 1):
        if any(row[bounds["columns"] :]):
            _refuse(name, Fault("too_wide", {"limit": bounds["columns"]}, row=number))
        if any(len(cell) > bounds["length"] for cell in row):
            _refuse(name, Fault("long_cell", {"limit": bounds["length"]}, row=number))


def _all_rows(
    source: SourceFile, names: HeaderNames, mark: str, text_of: Callable[[Any], str]
) -> tuple[list[list[str]], int]:
    """Return the rows from the header on, and the number of the row below it."""
    content = source.read()
    # By the bytes, not by the name: a workbook that was renamed to .csv is still read.
    if content.startswith(_ZIP):
        sheet, cells = _sheet(source.name, content, mark)
        show_zeros(cells, refuse_marks(content, sheet, source.name))
        rows = [[text_of(cell) for cell in row] for row in cells]
        top = names.find(rows) or 0
        return rows[top:], top + 2
    if source.name.lower().endswith((".xlsx", ".xls")):
        _refuse(source.name, Fault("false_xlsx"))
    return _text(source.name, content, names)


def _sheet(name: str, content: bytes, mark: str) -> tuple[str, list[list[Any]]]:
    """Return the name and the cells of the sheet that has the mark, or of the first."""
    try:
        book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        names = book.sheet_names
        marked = [each for each in names if mark and _has_mark(book, each, mark)]
        sheet = marked[0] if marked else names[0]
        # With the empty rows above, so that numbers of rows are the file's.
        cells = book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    except (calamine.CalamineError, OSError, ValueError, IndexError):
        _refuse(name, Fault("not_xlsx"))
    if len(marked) > 1:
        # A copy that was kept as a backup: which of them was filled in cannot be known.
        _refuse(name, Fault("sheets_alike", {"sheets": marked}))
    return sheet, cells


def _has_mark(book: calamine.CalamineWorkbook, sheet: str, mark: str) -> bool:
    rows = book.get_sheet_by_name(sheet).to_python()
    return any(str(cell).strip().startswith(mark) for row in rows for cell in row)


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


def _exact_text(cell: Any) -> str:
    """Write a cell as `_cell_text` does, and a fraction so that it has one reading."""
    if isinstance(cell, float) and not cell.is_integer():
        return number_text(cell)
    return _cell_text(cell)
