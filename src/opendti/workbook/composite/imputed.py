"""The sheet of imputation: the numbers, and what stands for those that are missing."""

from __future__ import annotations

from typing import cast

from opendti.methods.imputations import IMPUTATIONS, ImputationCells
from opendti.plan.composite import Imputation
from opendti.workbook.cell_map import FIRST_ITEM
from opendti.workbook.composite.layout import CompositeLayout
from opendti.workbook.composite.stages import StageSheet
from opendti.workbook.composite.words import STAYS_EMPTY
from opendti.workbook.grid import SheetGrid, down
from opendti.workbook.words import ANSWERS


def imputed_grid(page: StageSheet) -> SheetGrid:
    """Lay out the numbers, and what stands for those that are missing."""
    rule = cast("Imputation", page.layout.composite.imputation)
    method = IMPUTATIONS[rule.method]
    words = f"Số thiếu thay bằng {method.title.vi}" if method.fills else "Không bù"
    columns = [
        page.indicator(
            "imputed",
            indicator,
            _filled(
                page.layout.cell(page.layout.before("imputed"), indicator),
                method.formula(_cells(page, rule, indicator)),
            ),
            words,
            is_array=method.is_array,
        )
        for indicator in page.indicators
    ]
    return page.grid("imputed", columns)


def _filled(before: str, stand_in: str) -> str:
    if not stand_in:
        return before
    marks = ",".join(f'{before}="{mark}"' for mark in STAYS_EMPTY)
    asks = f"OR(ISNUMBER({before}),{marks})"
    return f"IF({asks},{before},IFERROR({stand_in},{before}))"


def _cells(page: StageSheet, rule: Imputation, column: int) -> ImputationCells:
    """Return the cells that the formula of an indicator's imputation is written from."""
    layout = page.layout
    numbers = layout.whole(layout.before("imputed"), column)
    alike = [f"ISNUMBER({numbers})"]
    if layout.blocks > 1:
        alike.append(layout.same_block())
    in_block, in_group, has_group = "*".join(alike), "", ""
    if rule.group is not None:
        group = layout.cell_map.item(rule.group)
        groups = down(ANSWERS, FIRST_ITEM + rule.group, layout.units)
        in_group = f"{in_block}*({groups}={group})"
        has_group = f"ISNUMBER(MATCH({group},{layout.cell_map.listed(rule.group)},0))"
    last, number = _last(layout, column)
    return ImputationCells(numbers, in_block, in_group, has_group, last, number)


def _last(layout: CompositeLayout, column: int) -> tuple[str, str]:
    """Return the cell of the last known number, and that number as the indicator is divided."""
    item = int(layout.composite.last[column])
    if item < 0:
        return "", ""
    cell = layout.cell_map.item(item)
    order = layout.composite.order
    below = int(layout.composite.denominators[column])
    if below >= 0 and "denominate" in order[: order.index("impute")]:
        return cell, f"{cell}/{layout.cell_map.item(below)}"
    return cell, cell
