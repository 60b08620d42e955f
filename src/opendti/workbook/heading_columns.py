"""The first columns of a sheet of units: who, and in which block."""

from __future__ import annotations

from opendti.scoring import Answers
from opendti.workbook.cell_map import BLOCK, CellMap
from opendti.workbook.grid import Column, at
from opendti.workbook.styles import Styles
from opendti.workbook.words import ANSWERS

MIN_WIDTH, MAX_WIDTH = 14, 44


def unit_columns(
    cell_map: CellMap, answers: Answers, styles: Styles, *, live: bool = True
) -> list[Column]:
    """Return the columns of units and blocks: typed in, or live on the answers."""
    codes = [cell_map.plan.blocks[block].code for block in answers.blocks]
    unit, block = (at(ANSWERS, 0), at(ANSWERS, BLOCK)) if live else ("", "")
    cell = styles("cell" if live else "choice")
    longest = max(len(unit) for unit in answers.units)
    width = min(max(MIN_WIDTH, longest * 1.2 + 2), MAX_WIDTH)
    return [
        Column("Đơn vị", "", "Mã đơn vị", styles("key"), unit, answers.units, width),
        Column("Khối", "", "Mã khối", cell, block, codes, 14),
    ]


def block_number(cell_map: CellMap, answers: Answers, styles: Styles) -> Column:
    """Return the column that looks up a unit's block among the blocks."""
    numbers = [float(block + 1) for block in answers.blocks]
    formula = f"MATCH({at(ANSWERS, BLOCK)},{cell_map.block_codes()},0)"
    return Column("Khối", "", "Khối thứ", styles("whole"), formula, numbers, 8)
