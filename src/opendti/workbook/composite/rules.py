"""The sheet of rules of a composite index: how each node comes about, what it weighs."""

from __future__ import annotations

import math

import numpy as np
from xlsxwriter.worksheet import Worksheet

from opendti.methods.aggregations import AGGREGATIONS
from opendti.plan.model import ROOT, Criterion, Plan, PlanNode
from opendti.workbook.cell_map import FIRST_BLOCK, FIRST_RULE, RULES_HEAD
from opendti.workbook.composite.layout import (
    DIRECTION,
    HIGH,
    LOW,
    WEIGHT,
    CompositeLayout,
)
from opendti.workbook.rules import (
    items_text,
    row_height,
    rule_formula,
    write_headings,
)
from opendti.workbook.styles import Styles
from opendti.workbook.words import CD, KAD, NOTHING

HEADINGS = {
    WEIGHT: "Trọng số",
    DIRECTION: "Hướng",
    LOW: "Thang từ",
    HIGH: "Thang đến",
}
POLICIES = {
    "hold": f"{CD}: chưa có số, kết quả chưa được công bố.",
    "zero": f"{CD}: là số 0.",
    "leave_out": f"{CD}: không có số.",
}
CLAIMS = (
    f"{KAD} không được chấp nhận: coi như để trống.",
    f"{KAD}: không bù số, không vào trung bình; trọng số chia cho mục khác.",
)
DECIMALS = 4
THERE = "có"


def write_composite_rules(
    sheet: Worksheet, layout: CompositeLayout, styles: Styles
) -> None:
    """Write one row a node or view, in the order of the framework."""
    plan = layout.plan
    sheet.set_row(0, 24)
    title = "Quy tắc: cách tính, trọng số và thang của từng mục"
    sheet.write_string(0, 0, title, styles("title"))
    sheet.write_string(1, 0, plan.marked_title.vi, styles("subtitle"))
    write_headings(sheet, plan, "Có trong khối", styles)
    first = FIRST_BLOCK + len(plan.blocks)
    for part, head in HEADINGS.items():
        sheet.set_column(first + part, first + part, 11)
        sheet.write_string(RULES_HEAD - 1, first + part, head, styles("head"))
    for index in range(len(plan.entries)):
        _write_row(sheet, layout, index, styles)
    sheet.freeze_panes(RULES_HEAD, 2)
    sheet.repeat_rows(2, RULES_HEAD - 1)


def _write_row(
    sheet: Worksheet, layout: CompositeLayout, index: int, styles: Styles
) -> None:
    plan, row = layout.plan, FIRST_RULE - 1 + index
    entry = plan.entries[index]
    criterion = entry.criterion if isinstance(entry, PlanNode) else None
    if criterion is None:
        texts = _of_group(layout, index)
        kinds = ["group"] * len(texts)
    else:
        texts = _of_criterion(plan, plan.criteria[criterion])
        kinds = ["wrap", "wrap", "wrap", "wrap", "code", "wrap", "wrap"]
        sheet.set_row(row, row_height(texts))
    for column, (text, kind) in enumerate(zip(texts, kinds, strict=True)):
        sheet.write_string(row, column, text, styles(kind))
    _write_blocks(sheet, layout, index, styles)
    numbers = _numbers(layout, index)
    style = styles("points", DECIMALS)
    for part, number in numbers.items():
        column = FIRST_BLOCK + layout.blocks + part
        if math.isfinite(number):
            sheet.write_number(row, column, number, style)
        else:
            sheet.write_string(row, column, NOTHING, style)


def _of_group(layout: CompositeLayout, index: int) -> list[str]:
    plan, entry = layout.plan, layout.plan.entries[index]
    level = plan.levels.get(entry.level) if isinstance(entry, PlanNode) else None
    aggregation = next(
        (
            aggregation
            for aggregation in layout.composite.aggregations
            if aggregation.entry == index
        ),
        None,
    )
    words = (
        ""
        if aggregation is None
        else f"Gộp: {AGGREGATIONS[aggregation.method].title.vi}."
    )
    code = "" if index == ROOT else entry.code
    name = level.vi if level else ""
    return [code, entry.title.vi, name, words, "", "", ""]


def _of_criterion(plan: Plan, criterion: Criterion) -> list[str]:
    level = plan.levels.get(plan.nodes[criterion.node].level)
    is_bare = criterion.kind == "number"
    policy = POLICIES[criterion.not_measured]
    return [
        criterion.code,
        criterion.title.vi,
        level.vi if level else "",
        criterion.words.vi,
        "" if is_bare else rule_formula(plan, criterion),
        items_text(plan, criterion),
        f"{policy}\n{CLAIMS[criterion.may_not_apply]}",
    ]


def _write_blocks(
    sheet: Worksheet, layout: CompositeLayout, index: int, styles: Styles
) -> None:
    """Write in which blocks a node exists; for a rule that gives points, how many."""
    plan, row = layout.plan, FIRST_RULE - 1 + index
    leaves = list(plan.entries[index].leaves)
    exists = np.atleast_1d(~np.isnan(plan.maxima[:, leaves]).all(axis=1))
    for block in range(layout.blocks):
        column = FIRST_BLOCK + block
        points = float(plan.maxima[block, leaves[0]])
        if not exists[block]:
            sheet.write_string(row, column, NOTHING, styles("state"))
        elif points > 0 and getattr(plan.entries[index], "criterion", None) is not None:
            sheet.write_number(row, column, points, styles("points", DECIMALS))
        else:
            sheet.write_string(row, column, THERE, styles("state"))


def _numbers(layout: CompositeLayout, node: int) -> dict[int, float]:
    """Return weight, direction and the ends of the scale; NaN where there are none."""
    composite = layout.composite
    numbers = dict.fromkeys(HEADINGS, math.nan)
    numbers[LOW], numbers[HIGH] = composite.low[node], composite.high[node]
    column = layout.column_of(node)
    if column is not None:
        numbers[DIRECTION] = composite.directions[column]
    for aggregation in composite.aggregations:
        if node in aggregation.children:
            at = aggregation.children.tolist().index(node)
            numbers[WEIGHT] = aggregation.weights[at]
            if column is None:
                numbers[DIRECTION] = -1.0 if aggregation.reversed[at] else 1.0
    return numbers
