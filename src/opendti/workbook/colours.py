"""Cells that say why there is no value, in the colour of their state."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from opendti.workbook.grid import FIRST, SheetGrid
from opendti.workbook.styles import Styles
from opendti.workbook.words import BLANK, CD, KAD

COLOURED = ((BLANK, "blank"), (KAD, "not_applicable"), (CD, "not_measured"))


def colour_states(sheet: Worksheet, grid: SheetGrid, styles: Styles) -> None:
    """Lay a state's colour over the cells of a grid that begin with its word."""
    last = (FIRST + grid.rows - 2, len(grid.columns) - 1)
    for start, style in COLOURED:
        rule = {"type": "text", "criteria": "begins with", "value": start}
        rule["format"] = styles.overlay(style)
        sheet.conditional_format(FIRST - 1, grid.frozen, *last, rule)
