"""The sheet of answers: the only cells that may be changed."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from xlsxwriter.worksheet import Worksheet

from opendti.numeric.rounding import round_half_up
from opendti.plan.model import Item
from opendti.scoring import Answers, State
from opendti.tables.workbook.grid import FIRST, Column, Grid, Value, letter
from opendti.tables.workbook.heads import unit_columns
from opendti.tables.workbook.spots import BLOCK, FIRST_ITEM, Spots
from opendti.tables.workbook.styles import Styles
from opendti.tables.workbook.words import ANSWERS, CD, KAD, WRITTEN

NOTE = (
    f"Ô nền vàng sửa được. Ô trống: để trống; {KAD}: không áp dụng; {CD}: chưa đo. "
    "Mọi điểm ở các trang sau tính lại ngay."
)
MOST_DECIMALS = 6
MARKS = {State.BLANK: None, State.NOT_APPLICABLE: KAD, State.NOT_MEASURED: CD}


def answers_grid(spots: Spots, answers: Answers, styles: Styles) -> Grid:
    """Lay out one row a unit, one column an item."""
    columns = unit_columns(spots, answers, styles, live=False)
    places = range(len(spots.plan.items))
    columns.extend(_item(spots, answers, place, styles) for place in places)
    return Grid(
        ANSWERS,
        f"{ANSWERS}: câu trả lời của các đơn vị",
        NOTE,
        tuple(columns),
        len(answers.units),
        FIRST_ITEM,
    )


def _item(spots: Spots, answers: Answers, place: int, styles: Styles) -> Column:
    item = spots.plan.items[place]
    criterion = spots.plan.criteria[item.criterion]
    unit = f" ({item.unit.vi})" if item.unit else ""
    values = answers.values[:, place]
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
            _cell(item, values[one], answers.states[one, place])
            for one in range(len(values))
        ],
        15 if len(criterion.items) > 1 else 22,
    )


def _cell(item: Item, value: float, state: int) -> Value:
    if state != State.GIVEN:
        return MARKS[State(int(state))]
    if item.type == "text":
        return WRITTEN
    if item.type == "choice":
        return item.options[int(value)].code
    return float(value)


def _decimals(values: NDArray[np.float64]) -> int:
    given = values[~np.isnan(values)]
    for decimals in range(MOST_DECIMALS):
        if np.array_equal(round_half_up(given, decimals), given):
            return decimals
    return MOST_DECIMALS


def guard_answers(sheet: Worksheet, spots: Spots, styles: Styles) -> None:
    """Offer lists, refuse what is no answer, and colour the states."""
    last = FIRST + spots.units - 1
    blocks = f"={spots.block_codes()}"
    rule: dict[str, Any] = {"validate": "list", "source": blocks}
    sheet.data_validation(FIRST - 1, BLOCK, last - 1, BLOCK, rule)
    for place in range(len(spots.plan.items)):
        column = FIRST_ITEM + place
        rule = _validation(spots, place)
        if rule:
            sheet.data_validation(FIRST - 1, column, last - 1, column, rule)
    _colour(sheet, spots, styles)


def _validation(spots: Spots, place: int) -> dict[str, Any]:
    item = spots.plan.items[place]
    if item.type == "text":
        return {}
    if item.type == "choice":
        first, _, row = spots.listed(place).rpartition("$")
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
    cell = f"{letter(FIRST_ITEM + place)}{FIRST}"
    least = 0 if item.type in {"count", "share"} else -1e300
    is_number = f"AND(ISNUMBER({cell}),N({cell})>={least!r})"
    formula = f'=OR({is_number},{cell}="{KAD}",{cell}="{CD}")'
    return {"validate": "custom", "value": formula, **message}


def _colour(sheet: Worksheet, spots: Spots, styles: Styles) -> None:
    end = (FIRST + spots.units - 2, FIRST_ITEM + len(spots.plan.items) - 1)
    where = (FIRST - 1, FIRST_ITEM, *end)
    for mark, style in ((KAD, "not_applicable"), (CD, "not_measured")):
        criteria = {"type": "cell", "criteria": "==", "value": f'"{mark}"'}
        sheet.conditional_format(*where, {**criteria, "format": styles.overlay(style)})
    blank = {"type": "blanks", "format": styles.overlay("blank")}
    sheet.conditional_format(*where, blank)
