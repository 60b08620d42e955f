"""The sheet of treatment: the numbers after it."""

from __future__ import annotations

from opendti.methods.treatments import TREATMENTS, CuttingMethod
from opendti.plan.composite import Treatment
from opendti.workbook.composite.outliers import (
    FIRST_STEP,
    LOWER,
    METHOD,
    STEP,
    UPPER,
    treatment_of,
)
from opendti.workbook.composite.stages import StageSheet
from opendti.workbook.composite.words import OUTLIERS
from opendti.workbook.grid import Column, SheetGrid


def treated_grid(page: StageSheet) -> SheetGrid:
    """Lay out the numbers after treatment."""
    columns = [_treated_column(page, indicator) for indicator in page.indicators]
    return page.grid("treated", columns)


def _treated_column(page: StageSheet, column: int) -> Column:
    layout = page.layout
    before = layout.cell(layout.before("treated"), column)
    rule = treatment_of(layout, column)
    if rule is None:
        return page.indicator("treated", column, before, "Không xử lý ngoại lai")

    def of(index: int) -> str:
        return layout.of_table(OUTLIERS, column, index)

    def at(step: int, part: int) -> str:
        return of(FIRST_STEP + step * STEP + part)

    text = before
    for name in rule.methods:
        method, step = TREATMENTS[name], _last_step(rule, name)
        tried = method.formula(rule, before, at(step, LOWER), at(step, UPPER))
        text = f'IF({of(METHOD)}="{method.sheet_title}",{tried},{text})'
    titles = ", ".join(TREATMENTS[name].sheet_title for name in rule.methods)
    words = f"Thử lần lượt: {titles}"
    return page.indicator(
        "treated", column, f"IF(ISNUMBER({before}),{text},{before})", words
    )


def _last_step(rule: Treatment, name: str) -> int:
    """Return the step whose caps a method works with: the last, or for a transformation the first."""
    return rule.points if isinstance(TREATMENTS[name], CuttingMethod) else 0
