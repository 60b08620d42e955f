"""XLSX to lines: every visible sheet, with merged cells, numbers and bold kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from opendti.annex.reading.lines import (
    MAX_COLUMNS,
    MAX_ROWS,
    Cell,
    EmbeddedDefinition,
    FileContents,
    Line,
    cleaned,
)
from opendti.annex.reading.markup import SHEET, is_on, read_markup
from opendti.annex.reading.package import Package, refuse
from opendti.errors import AnnexError, Fault
from opendti.tables.reading.sheet_marks import find_marks

DEFINITION_SHEET = "Định nghĩa"
"""The sheet in which our own export carries the whole definition."""
MARK = "OpenDTI 1"
FIRST_DEFINITION_ROW = 6
"""Rows above the definition: mark, what this is, fingerprint, digest, a blank."""

_VISIBLE = calamine.SheetVisibleEnum.Visible


def read_spreadsheet(package: Package) -> FileContents:
    """Read every visible sheet, in their order; each is a table of its own."""
    file = package.repacked()
    try:
        workbook = calamine.CalamineWorkbook.from_filelike(file)
        embedded = _embedded(workbook)
        lines = tuple(_lines(workbook, package))
    except calamine.PasswordError:
        refuse(package.name, Fault("annex_locked"))
    except (calamine.CalamineError, OSError, ValueError):
        refuse(package.name, Fault("annex_damaged_workbook"))
    _refuse_uncomputed(workbook, file.getvalue(), package.name)
    if len(lines) > MAX_ROWS:
        refuse(package.name, Fault("annex_too_many_rows", {"limit": MAX_ROWS}))
    return FileContents(lines, embedded)


def _refuse_uncomputed(workbook: Any, raw: bytes, file: str) -> None:
    """Refuse visible sheets whose cells hold errors, or formulas that nobody has computed."""
    faults = [
        fault
        for meta in workbook.sheets_metadata
        if meta.visible == _VISIBLE and meta.name != DEFINITION_SHEET
        for fault in find_marks(raw, meta.name).faults(file)
    ]
    if faults:
        raise AnnexError(faults)


def _embedded(workbook: Any) -> EmbeddedDefinition | None:
    if DEFINITION_SHEET not in workbook.sheet_names:
        return None
    sheet = workbook.get_sheet_by_name(DEFINITION_SHEET)
    rows = [[str(cell) for cell in row] for row in sheet.to_python()]
    if len(rows) < FIRST_DEFINITION_ROW or rows[0][0] != MARK:
        return None
    definition = "\n".join("".join(row) for row in rows[FIRST_DEFINITION_ROW - 1 :])
    return EmbeddedDefinition(definition + "\n", rows[3][-1])


def _lines(workbook: Any, package: Package) -> Iterator[Line]:
    table = 0
    for sheet_number, meta in enumerate(workbook.sheets_metadata, start=1):
        if meta.visible != _VISIBLE or meta.name == DEFINITION_SHEET:
            continue
        table += 1
        sheet = workbook.get_sheet_by_name(meta.name)
        rows = [row[:MAX_COLUMNS] for row in sheet.to_python(skip_empty_area=False)]
        bold = _bold_cells(package, sheet_number)
        covered = _covered(sheet.merged_cell_ranges or [], rows)
        for number, row in enumerate(rows):
            cells = tuple(
                _cell(rows, covered, (number, column), bold)
                for column in range(len(row))
            )
            yield Line(number + 1, table, cells)


Position = tuple[int, int]


def _covered(
    ranges: Sequence[tuple[Position, Position]], rows: list[list[Any]]
) -> dict[Position, Position]:
    """Return for each covered cell the cell that is shown instead."""
    height, width = len(rows), max(map(len, rows), default=0)
    found: dict[Position, Position] = {}
    # Bounded by the sheet and in number: a file may merge the whole sheet a million times.
    for (top, left), (bottom, right) in ranges[:MAX_ROWS]:
        for row in range(top, min(bottom + 1, height)):
            for column in range(left, min(right + 1, width)):
                found[row, column] = (top, left)
    return {position: start for position, start in found.items() if position != start}


def _cell(
    rows: list[list[Any]],
    covered: dict[Position, Position],
    position: Position,
    bold: set[Position],
) -> Cell:
    start = covered.get(position, position)
    value = rows[start[0]][start[1]]
    is_number = type(value) in {int, float}
    if start == position:
        return Cell(_text(value), float(value) if is_number else None, position in bold)
    if start[1] == position[1]:
        number = float(value) if is_number else None
        return Cell(_text(value), number, start in bold, "above")
    return Cell(covered="left")


def _text(value: Any) -> str:
    match value:
        case bool():
            return "Có" if value else "Không"
        case int() | float():
            return f"{value:.10g}"
        case datetime() | date():
            # A spreadsheet takes the number 1.2 for the first of February (or so).
            return f"{value.day}.{value.month}"
        case time() | timedelta():
            return str(value)
        case _:
            return cleaned(str(value))


def _bold_cells(package: Package, number: int) -> set[Position]:
    """Return the cells in bold; none where the workbook's parts have other names."""
    styles = read_markup(package, "xl/styles.xml")
    sheet = read_markup(package, f"xl/worksheets/sheet{number}.xml")
    if styles is None or sheet is None:
        return set()
    fonts = [
        is_on(font.find(f"{SHEET}b")) for font in styles.iterfind(f"{SHEET}fonts/*")
    ]
    formats = [
        fonts[int(style.get("fontId", 0))]
        if int(style.get("fontId", 0)) < len(fonts)
        else False
        for style in styles.iterfind(f"{SHEET}cellXfs/*")
    ]
    bold = {str(index) for index, is_bold in enumerate(formats) if is_bold}
    cells = sheet.iterfind(f"{SHEET}sheetData/{SHEET}row/{SHEET}c")
    return {
        _position(cell.get("r", "A1")) for cell in cells if cell.get("s", "0") in bold
    }


def _position(reference: str) -> Position:
    letters = reference.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(reference[len(letters) :] or 1) - 1, column - 1
