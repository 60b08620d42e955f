"""The sheet of bests: what is the largest in each block of what rules compare with."""

from __future__ import annotations

from xlsxwriter.worksheet import Worksheet

from opendti.formula import Tree
from opendti.plan.model import Criterion
from opendti.workbook.cell_map import (
    BLOCK,
    FIRST_BEST,
    FIRST_BEST_BLOCK,
    CellMap,
)
from opendti.workbook.grid import down
from opendti.workbook.results import Workings, shown
from opendti.workbook.styles import Styles
from opendti.workbook.texts import formula_text
from opendti.workbook.words import ANSWERS, BESTS, POINTS

HEAD = FIRST_BEST - 2
"""The row of the headings, counted from 0."""
DECIMALS = 4


def write_bests(
    sheet: Worksheet, cell_map: CellMap, results: Workings | None, styles: Styles
) -> None:
    """Write one row for each thing that is compared, one column a block."""
    plan = cell_map.plan
    sheet.set_row(0, 24)
    title = f"{BESTS}: giá trị lớn nhất trong từng khối"
    sheet.write_string(0, 0, title, styles("title"))
    note = "Tiêu chí so với đơn vị tốt nhất dùng các số này."
    sheet.write_string(1, 0, note, styles("subtitle"))
    for column, (head, width) in enumerate((
        ("Mã", 9),
        ("Tiêu chí", 48),
        ("Đem so", 24),
    )):
        sheet.set_column(column, column, width)
        sheet.write_string(HEAD, column, head, styles("head"))
    sheet.set_column(FIRST_BEST_BLOCK, FIRST_BEST_BLOCK + len(plan.blocks) - 1, 18)
    for index, block in enumerate(plan.blocks):
        column = FIRST_BEST_BLOCK + index
        sheet.write_string(HEAD, column, block.title.vi, styles("under"))
    sheet.set_row(HEAD, 44)
    for criterion, asked in zip(plan.criteria, cell_map.asked, strict=True):
        for tree in asked:
            _write_best(sheet, cell_map, (criterion, tree), results, styles)


def _write_best(
    sheet: Worksheet,
    cell_map: CellMap,
    asked: tuple[Criterion, Tree],
    results: Workings | None,
    styles: Styles,
) -> None:
    criterion, tree = asked
    row = FIRST_BEST - 1 + list(cell_map.bests).index(tree)
    sheet.write_string(row, 0, criterion.code, styles("wrap"))
    sheet.write_string(row, 1, criterion.title.vi, styles("wrap"))
    text = formula_text(cell_map.plan, criterion, tree)
    sheet.write_string(row, 2, text, styles("code"))
    values = _values(cell_map, tree, results)
    for index, block in enumerate(cell_map.plan.blocks):
        formula = _best(cell_map, cell_map.bests[tree], block.code)
        style = styles("number", DECIMALS)
        column = FIRST_BEST_BLOCK + index
        sheet.write_formula(row, column, f"={formula}", style, values[index])


def _best(cell_map: CellMap, column: int, block: str) -> str:
    """Write the largest number of a block; nothing where the block has none."""
    blocks = down(ANSWERS, BLOCK, cell_map.units)
    values = down(POINTS, column, cell_map.units)
    # MAXIFS of nothing is 0, which would pass for the best of a block without answers.
    numbers = f'COUNTIFS({blocks},"{block}",{values},">-1E300")'
    return f'IF({numbers}=0,"",_xlfn.MAXIFS({values},{blocks},"{block}"))'


def _values(
    cell_map: CellMap, tree: Tree, results: Workings | None
) -> list[float | str]:
    if results is None:
        return [""] * len(cell_map.plan.blocks)
    return shown(results.best[:, cell_map.plan.bests.index(tree)], "")
