"""A sheet with one row a unit: headings that explain, then columns of cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from opendti.errors import Fault, UsageError
from opendti.formula.spreadsheet import bracket_depth
from opendti.workbook.styles import Styles

ROW = "\0"
"""Stands in a formula for the number of the unit's row."""
FIRST = 6
"""The row of the first unit, counted from 1, the same on every sheet."""
# Excel's limits: a file beyond them opens with a repair notice and without the formulas.
MAX_FORMULA_LENGTH = 8192
MAX_FORMULA_DEPTH = 64
MAX_COLUMNS = 16_384
MAX_ROWS = 1_048_576
LAST_HEADING = 4
PRINT_SCALE = 60
PAGE_WIDTH, PADDING = 178, 0.7
"""What a lying A4 page takes at that scale, in signs; what a column adds to its own."""
Value = float | str | None


@dataclass(frozen=True, slots=True)
class Column:
    """
    One column of a grid.

    `group` and `words` are the headings above, merged over neighbours that share
    them. `formula` is live, with `ROW` in it; where it is empty the cells hold
    `values`, else `values` are the results kept beside the formula, if any. An array
    formula is one that works on whole columns within itself.
    """

    group: str
    words: str
    title: str
    style: Format
    formula: str = ""
    values: Sequence[Value] = ()
    width: float = 10.0
    is_array: bool = False


@dataclass(frozen=True, slots=True)
class SheetGrid:
    """A sheet of columns; the first `frozen` columns stay in sight."""

    name: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: int
    frozen: int

    @property
    def last(self) -> int:
        """Return the row of the last unit, counted from 1."""
        return FIRST + self.rows - 1


def letter(column: int) -> str:
    """Return a column's letters; columns count from 0."""
    return str(xl_col_to_name(column))


def at(sheet: str, column: int) -> str:
    """Return the cell of a column in the unit's own row, on another sheet."""
    return f"'{sheet}'!${letter(column)}{ROW}"


def here(column: int) -> str:
    """Return the cell of a column in the unit's own row, on the same sheet."""
    return f"${letter(column)}{ROW}"


def down(sheet: str, index: int, rows: int) -> str:
    """Return a whole column of units."""
    column = letter(index)
    return f"'{sheet}'!${column}${FIRST}:${column}${FIRST + rows - 1}"


def width_of(decimals: int) -> float:
    """Return the width of a column of values with so many decimals."""
    return max(11.0, decimals + 6.0)


def write_grid(sheet: Worksheet, grid: SheetGrid, styles: Styles) -> None:
    """Write headings and cells from the top down, as a slim writer asks."""
    refuse_oversize(grid)
    sheet.set_row(0, 24)
    sheet.write_string(0, 0, grid.title, styles("title"))
    sheet.write_string(1, 0, grid.note, styles("subtitle"))
    for index, column in enumerate(grid.columns):
        sheet.set_column(index, index, column.width)
    _write_headings(sheet, grid, styles)
    _write_cells(sheet, grid)
    sheet.freeze_panes(FIRST - 1, grid.frozen)
    sheet.repeat_rows(2, LAST_HEADING)
    sheet.repeat_columns(0, grid.frozen - 1)
    sheet.set_v_pagebreaks(list(_page_breaks(grid)))


def _page_breaks(grid: SheetGrid) -> Iterator[int]:
    """Break pages between groups of columns, so that no heading is cut."""
    fixed = sum(column.width + PADDING for column in grid.columns[: grid.frozen])
    used, first = fixed, grid.frozen
    groups = [column.group for column in grid.columns]
    for start, end in runs(groups):
        width = sum(column.width + PADDING for column in grid.columns[start : end + 1])
        if start > first and used + width > PAGE_WIDTH:
            yield start
            used, first = fixed, start
        if start >= grid.frozen:
            used += width


def _write_headings(sheet: Worksheet, grid: SheetGrid, styles: Styles) -> None:
    sheet.set_row(
        2, _height([(column.group, column) for column in grid.columns], grid, 13)
    )
    sheet.set_row(
        3, _height([(column.words, column) for column in grid.columns], grid, 12)
    )
    sheet.set_row(4, 28)
    groups = [column.group for column in grid.columns]
    words = [(column.group, column.words) for column in grid.columns]
    for start, end in runs(groups):
        span(sheet, (2, start, end), groups[start], styles("head"))
    for start, end in runs(words):
        span(sheet, (3, start, end), words[start][1], styles("words"))
    for index, column in enumerate(grid.columns):
        sheet.write_string(4, index, column.title, styles("under"))


def runs(labels: Sequence[object]) -> Iterator[tuple[int, int]]:
    """Yield the first and last index of neighbours with equal labels."""
    start = 0
    for _, members in groupby(labels):
        end = start + len(list(members)) - 1
        yield start, end
        start = end + 1


def span(
    sheet: Worksheet, where: tuple[int, int, int], text: str, style: Format
) -> None:
    """Write a heading over one or more columns: row, first and last column."""
    row, start, end = where
    if start == end:
        sheet.write_string(row, start, text, style)
    else:
        sheet.merge_range(row, start, row, end, text, style)


def _height(texts: list[tuple[str, Column]], grid: SheetGrid, line: float) -> float:
    """Guess the height that the longest text of a merged heading takes."""
    max_rows = 2
    for start, end in runs([(text, column.group) for text, column in texts]):
        width = sum(column.width for column in grid.columns[start : end + 1])
        rows = sum(
            1 + int(len(part) * 1.12 / width) for part in texts[start][0].split("\n")
        )
        max_rows = max(max_rows, rows)
    return min(max_rows * line + 6, 300.0)


def _write_cells(sheet: Worksheet, grid: SheetGrid) -> None:
    templates = [
        column.formula.split(ROW) if column.formula else None for column in grid.columns
    ]
    for unit in range(grid.rows):
        row = FIRST - 1 + unit
        number = str(row + 1)
        for index, column in enumerate(grid.columns):
            value = column.values[unit] if len(column.values) else ""
            template = templates[index]
            if template is not None:
                # The template was split once; a country's workbook has a million formulas.
                text = "=" + number.join(template)
                _write_live(sheet, (row, index), text, column, value)
            elif value is None:
                sheet.write_blank(row, index, None, column.style)
            elif isinstance(value, str):
                sheet.write_string(row, index, value, column.style)
            else:
                sheet.write_number(row, index, value, column.style)


def _write_live(
    sheet: Worksheet, where: tuple[int, int], text: str, column: Column, value: Value
) -> None:
    """Write a formula, as an array formula where it is one."""
    if column.is_array:
        sheet.write_array_formula(*where, *where, text, column.style, value)
    else:
        sheet.write_formula(*where, text, column.style, value)


def refuse_oversize(grid: SheetGrid) -> None:
    """Raise UsageError for more than a spreadsheet takes."""
    if len(grid.columns) > MAX_COLUMNS or grid.last > MAX_ROWS:
        size = {
            "sheet": grid.name,
            "rows": grid.last,
            "columns": len(grid.columns),
            "most_rows": MAX_ROWS,
            "most_columns": MAX_COLUMNS,
        }
        raise UsageError(Fault("workbook_grid", size))
    for column in grid.columns:
        # Of the last row, whose number has the most digits.
        length = len(column.formula.replace(ROW, str(grid.last))) + 1
        depth = bracket_depth(column.formula)
        if length > MAX_FORMULA_LENGTH or depth > MAX_FORMULA_DEPTH:
            params = {
                "length": length,
                "depth": depth,
                "longest": MAX_FORMULA_LENGTH,
                "deepest": MAX_FORMULA_DEPTH,
            }
            raise UsageError(Fault("workbook_formula", params, path=column.group))
