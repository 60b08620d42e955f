"""Read one sheet of an XLSX; numbers stay numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any, BinaryIO

import polars as pl
import python_calamine as calamine

from opendti.errors import Fault, TableError, UsageError
from opendti.tables.reading.grid import Grid
from opendti.tables.reading.header import HeaderNames
from opendti.tables.reading.sheet_marks import SheetMarks, find_marks
from opendti.untrusted import SourceFile

_THOUSANDTHS = 3


def read_spreadsheet(
    source: SourceFile,
    out: BinaryIO,
    *,
    header_names: Mapping[str, Sequence[str]],
    sheet: str | None = None,
) -> dict[str, Any]:
    """
    Read one sheet; its header is found by `header_names`, or is the first row that is not empty.

    Parameters
    ----------
    header_names
        `HeaderNames` as plain data.
    sheet
        The sheet's name; the first that holds anything where left out.

    Returns
    -------
    dict
        With what is written to `out`, for `Grid.receive`.

    Raises
    ------
    UsageError
        The workbook has no such sheet.
    TableError
        Not an XLSX file, locked by a password, no sheet holds anything, or a cell
        holds an error such as #DIV/0! or a formula without a result.
    """
    raw = source.read()
    try:
        with calamine.CalamineWorkbook.from_filelike(BytesIO(raw)) as workbook:
            name = _sheet(workbook, source, sheet)
            found = workbook.get_sheet_by_name(name)
            rows = list(found.to_python(skip_empty_area=False)) if found.height else []
    except calamine.PasswordError as error:
        raise TableError([Fault("locked_workbook", file=source.name)]) from error
    except (calamine.CalamineError, OSError) as error:
        raise TableError([Fault("not_xlsx", file=source.name)]) from error
    show_zeros(rows, refuse_marks(raw, name, source.name))
    return _grid(rows, source.name, HeaderNames.from_plain(header_names)).send(out)


def _sheet(workbook: Any, source: SourceFile, sheet: str | None) -> str:
    """Return the sheet that was asked for, or the first that holds anything."""
    names: list[str] = workbook.sheet_names
    if sheet is not None and sheet not in names:
        raise UsageError(
            Fault("sheet_unknown", {"sheet": sheet, "known": names}, file=source.name)
        )
    if sheet is not None:
        return sheet
    full = (name for name in names if workbook.get_sheet_by_name(name).height)
    return next(full, names[0])


def refuse_marks(raw: bytes, sheet: str, file: str) -> SheetMarks:
    """Read the marks of a sheet; raise `TableError` where a cell must not pass for a blank."""
    marks = find_marks(raw, sheet)
    faults = marks.faults(file)
    if faults:
        raise TableError(faults)
    return marks


def show_zeros(rows: list[list[Any]], marks: SheetMarks) -> None:
    """Write numbers as the sheet shows them, where their format puts zeros in front."""
    for row, column in marks.widths:
        if row > len(rows) or column > len(rows[row - 1]):
            continue
        cell = rows[row - 1][column - 1]
        # By exact type: True is an int to Python and an answer of its own here.
        if type(cell) in {int, float}:
            rows[row - 1][column - 1] = marks.shown(row, column, float(cell)) or cell


def _grid(rows: list[list[Any]], file: str, header_names: HeaderNames) -> Grid:
    top = header_names.find([_text(cell) or "" for cell in cells] for cells in rows)
    if top is None:
        top = next((n for n, cells in enumerate(rows) if any(map(_text, cells))), None)
    if top is None:
        raise TableError([Fault("empty_workbook", file=file)])
    header = tuple(_text(cell) or "" for cell in rows[top])
    columns = (
        zip(*rows[top + 1 :], strict=True) if rows[top + 1 :] else [()] * len(header)
    )
    series = [_column(f"c{n}", list(cells)) for n, cells in enumerate(columns)]
    return Grid(header, pl.DataFrame(series), first_row=top + 2)


def _column(name: str, cells: list[Any]) -> pl.Series:
    """Keep a column of numbers as numbers; write any other as text."""
    full = [cell for cell in cells if cell != ""]
    if full and all(type(cell) in {int, float} for cell in full):
        numbers = [None if cell == "" else float(cell) for cell in cells]
        return pl.Series(name, numbers, dtype=pl.Float64)
    return pl.Series(name, [_text(cell) for cell in cells], dtype=pl.String)


def _text(cell: Any) -> str | None:
    match cell:
        # Before the numbers: a bool matches int.
        case bool():
            return str(cell).lower()
        case int() | float():
            return number_text(float(cell))
        case datetime() | date() | time() | timedelta():
            return str(cell)
        case _:
            return str(cell).strip() or None


def number_text(number: float) -> str:
    """Write a number so that nobody can take its decimal mark for a thousands mark."""
    if number.is_integer():
        return str(int(number))
    text = repr(number)
    decimals = text.rpartition(".")[2]
    # 1.234 could be read as a thousand; 1.2340 cannot.
    return text + "0" if len(decimals) == _THOUSANDTHS else text
