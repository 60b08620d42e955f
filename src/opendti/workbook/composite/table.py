"""A table of statistics: one row an indicator and block, each cell a formula."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from opendti.errors import Fault, UsageError
from opendti.workbook.composite.layout import FIRST_OF_TABLE, decimals_of
from opendti.workbook.grid import MAX_FORMULA_LENGTH, MAX_ROWS, Value, runs, span
from opendti.workbook.styles import Styles


@dataclass(frozen=True, slots=True)
class TableCell:
    """A text, or a formula with the result kept beside it."""

    text: str
    value: Value = ""
    style: str = "number"
    is_live: bool = True
    is_array: bool = False


@dataclass(frozen=True, slots=True)
class TableHeading:
    """A heading, with the heading above it that neighbours share."""

    above: str
    title: str
    width: float


@dataclass(frozen=True, slots=True)
class StatisticsTable:
    """A sheet of statistics."""

    title: str
    note: str
    headings: Sequence[TableHeading]
    rows: Iterable[Sequence[TableCell]]


HEADINGS, WHO = 3, 3
"""The row of the upper headings, counted from 0; columns that say whose row it is."""


def write_table(sheet: Worksheet, table: StatisticsTable, styles: Styles) -> None:
    """Write headings and rows from the top down."""
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, table.title, styles("title"))
    sheet.write_string(1, 0, table.note, styles("subtitle"))
    _write_headings(sheet, table.headings, styles)
    for number, cells in enumerate(table.rows, start=FIRST_OF_TABLE - 1):
        _refuse_oversize(table, number, cells)
        for column, cell in enumerate(cells):
            _write(sheet, number, column, cell, styles)
    sheet.freeze_panes(FIRST_OF_TABLE - 1, WHO)
    sheet.repeat_rows(HEADINGS, HEADINGS + 1)
    sheet.repeat_columns(0, WHO - 1)


def _write_headings(
    sheet: Worksheet, headings: Sequence[TableHeading], styles: Styles
) -> None:
    for row in (HEADINGS, HEADINGS + 1):
        sheet.set_row(row, 28)
    for start, end in runs([head.above for head in headings]):
        span(sheet, (HEADINGS, start, end), headings[start].above, styles("head"))
    for column, head in enumerate(headings):
        sheet.set_column(column, column, head.width)
        sheet.write_string(HEADINGS + 1, column, head.title, styles("under"))


def _write(
    sheet: Worksheet, row: int, column: int, cell: TableCell, styles: Styles
) -> None:
    decimals = None
    if cell.style == "number":
        decimals = decimals_of(
            cell.value if isinstance(cell.value, float) else math.nan
        )
    style: Format = styles(cell.style, decimals)
    if not cell.is_live:
        sheet.write_string(row, column, cell.text, style)
    elif cell.is_array:
        where = (row, column, row, column)
        sheet.write_array_formula(*where, f"={cell.text}", style, cell.value)
    else:
        sheet.write_formula(row, column, f"={cell.text}", style, cell.value)


def _refuse_oversize(
    table: StatisticsTable, row: int, cells: Sequence[TableCell]
) -> None:
    if row >= MAX_ROWS or any(len(cell.text) >= MAX_FORMULA_LENGTH for cell in cells):
        raise UsageError(Fault("workbook_too_large", {"sheet": table.title}))
