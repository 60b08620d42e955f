"""The sheet of answers: the only cells that may be changed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.worksheet import Worksheet

from opendti.numeric.rounding import round_half_up
from opendti.plan.model import PlanItem
from opendti.scoring import Answers, State
from opendti.workbook.cell_map import BLOCK, FIRST_ITEM, CellMap
from opendti.workbook.grid import FIRST, Column, SheetGrid, Value, letter
from opendti.workbook.heading_columns import unit_columns
from opendti.workbook.styles import Styles
from opendti.workbook.words import ANSWERS, BLANK, CD, CD_MEANS, KAD, KAD_MEANS, WRITTEN

NOTE = (
    f"Ô nền vàng sửa được. Ô trống: {BLANK.lower()}; {KAD_MEANS}; {CD_MEANS}. "
    "Mọi điểm ở các trang sau tính lại ngay."
)
MAX_DECIMALS = 6
MARKS = {State.BLANK: None, State.NOT_APPLICABLE: KAD, State.NOT_MEASURED: CD}


def answers_grid(cell_map: CellMap, answers: Answers, styles: Styles) -> SheetGrid:
    """Lay out one row a unit, one column an item."""
    columns = unit_columns(cell_map, answers, styles, live=False)
    indices = range(len(cell_map.plan.items))
    columns.extend(_item(cell_map, answers, index, styles) for index in indices)
    return SheetGrid(
        ANSWERS,
        f"{ANSWERS}: câu trả lời của các đơn vị",
        NOTE,
        tuple(columns),
        len(answers.units),
        FIRST_ITEM,
    )


def _item(cell_map: CellMap, answers: Answers, index: int, styles: Styles) -> Column:
    item = cell_map.plan.items[index]
    criterion = cell_map.plan.criteria[item.criterion]
    unit = f" ({item.unit.vi})" if item.unit else ""
    values = answers.values[:, index]
    if item.type in {"choice", "yes_no", "text"}:
        style = styles("yes_no" if item.type == "yes_no" else "choice")
    else:
        style = styles("input", _decimals(values))
    return Column(
        f"{criterion.code} {criterion.title.vi}",
        f"{item.title.vi}{unit}",
        item.id,
        style,
        "",
        [
            _cell(item, values[unit], answers.states[unit, index])
            for unit in range(len(values))
        ],
        15 if len(criterion.items) > 1 else 22,
    )


def _cell(item: PlanItem, value: float, state: int) -> Value:
    if state != State.GIVEN:
        return MARKS[State(int(state))]
    if item.type == "text":
        return WRITTEN
    if item.type == "choice":
        return item.options[int(value)].code
    return float(value)


def _decimals(values: NDArray[np.float64]) -> int:
    given = values[~np.isnan(values)]
    for decimals in range(MAX_DECIMALS):
        # As few decimals as show every answer as it was given.
        if np.array_equal(round_half_up(given, decimals), given):
            return decimals
    return MAX_DECIMALS


def guard_answers(sheet: Worksheet, cell_map: CellMap, styles: Styles) -> None:
    """Offer lists, refuse what is no answer, and colour the states."""
    last = FIRST + cell_map.units - 1
    blocks = f"={cell_map.block_codes()}"
    rule: dict[str, Any] = {"validate": "list", "source": blocks}
    sheet.data_validation(FIRST - 1, BLOCK, last - 1, BLOCK, rule)
    for index in range(len(cell_map.plan.items)):
        column = FIRST_ITEM + index
        rule = _validation(cell_map, index)
        if rule:
            sheet.data_validation(FIRST - 1, column, last - 1, column, rule)
    _colour(sheet, cell_map, styles)


def _validation(cell_map: CellMap, index: int) -> dict[str, Any]:
    item = cell_map.plan.items[index]
    if item.type == "text":
        return {}
    if item.type == "choice":
        first, _, row = cell_map.listed(index).rpartition("$")
        source = f"={first}${int(row) + 2}"
        return {"validate": "list", "source": source}
    message = {
        "error_title": "Không phải câu trả lời",
        "error_message": f"Nhập một số, hoặc {KAD}, {CD}, hoặc để trống.",
    }
    if item.type == "yes_no":
        words = {
            "error_message": f"Nhập 1 (có), 0 (không), {KAD}, {CD}, hoặc để trống."
        }
        codes = ["1", "0", KAD, CD]
        return {"validate": "list", "source": codes, **message, **words}
    cell = f"{letter(FIRST_ITEM + index)}{FIRST}"
    # A number is refused only for its kind: bounds of a framework are shown as faults, and must
    # not hide what was reported.
    minimum = 0 if item.type in {"count", "share"} else -1e300
    is_number = f"AND(ISNUMBER({cell}),N({cell})>={minimum!r})"
    formula = f'=OR({is_number},{cell}="{KAD}",{cell}="{CD}")'
    return {"validate": "custom", "value": formula, **message}


def _colour(sheet: Worksheet, cell_map: CellMap, styles: Styles) -> None:
    end = (FIRST + cell_map.units - 2, FIRST_ITEM + len(cell_map.plan.items) - 1)
    where = (FIRST - 1, FIRST_ITEM, *end)
    for mark, style in ((KAD, "not_applicable"), (CD, "not_measured")):
        criteria = {"type": "cell", "criteria": "==", "value": f'"{mark}"'}
        sheet.conditional_format(*where, {**criteria, "format": styles.overlay(style)})
    blank = {"type": "blanks", "format": styles.overlay("blank")}
    sheet.conditional_format(*where, blank)
