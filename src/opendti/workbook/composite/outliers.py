"""
The treatment of outliers: what each indicator needs, and the numbers after it.

To winsorise is to cut at a cap: setting the most extreme number to the next one, again
and again, moves the upper or the lower cap inwards by one number a step. So every step
is two caps, and the skewness and kurtosis of the numbers kept between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.formula.write import SPREADSHEET
from opendti.numeric.moments import count_of, max_of, min_of
from opendti.numeric.tolerance import SAME, is_same
from opendti.plan.composite import Treatment
from opendti.scoring.composite.treat import TREATERS, needs_treatment, shape_of
from opendti.workbook.composite.layout import FIRST_OF_TABLE, CompositeLayout
from opendti.workbook.composite.stages import Page
from opendti.workbook.composite.table import Head, StatisticsTable, TableCell
from opendti.workbook.composite.words import OUTLIERS, TREATED_BY, UNTREATED
from opendti.workbook.grid import Column, SheetGrid, Value, letter
from opendti.workbook.words import NOTHING

Array = NDArray[np.float64]
CODE, TITLE, BLOCK, METHOD = range(4)
FIRST_STEP = METHOD + 1
UPPER, LOWER, CHANGED, SKEW, KURTOSIS = range(5)
"""Columns of a step, from its first; the first step is the numbers as they were."""
STEP = 5
NOTE = (
    "Chỉ tiêu cần xử lý khi |độ lệch| và độ nhọn cùng đạt ngưỡng. Cắt ngọn: mỗi bước đưa số cực trị "
    "về số kề nó, đến khi đạt hoặc đủ số lần; các cách thử lần lượt trên số chưa xử lý, cách cuối được giữ."
)


def outlier_table(page: Page) -> StatisticsTable:
    """Lay out one row an indicator and block: caps step by step, shapes, the method."""
    treatments = page.layout.composite.treatments
    max_steps = max(_steps(treatment) for treatment in treatments)
    transforms = list(
        dict.fromkeys(
            name
            for treatment in treatments
            for name in treatment.methods
            if name != "winsorise"
        )
    )
    rows = (
        _TreatmentRow(page, column, block, max_steps, transforms).cells()
        for column in page.indicators
        for block in range(page.layout.blocks)
    )
    title = f"{OUTLIERS}: độ lệch, độ nhọn và cách xử lý từng chỉ tiêu"
    return StatisticsTable(title, NOTE, list(_heads(max_steps, transforms)), rows)


def treated_grid(page: Page) -> SheetGrid:
    """Lay out the numbers after treatment."""
    columns = [_treated_column(page, indicator) for indicator in page.indicators]
    return page.grid("treated", columns)


def treatment_of(layout: CompositeLayout, column: int) -> Treatment | None:
    """Return an indicator's treatment, None where it has none."""
    for treatment in layout.composite.treatments:
        if column in treatment.columns:
            return treatment
    return None


def _steps(rule: Treatment) -> int:
    return rule.points if "winsorise" in rule.methods else 0


def _heads(max_steps: int, transforms: list[str]) -> Iterator[Head]:
    for title, width in (
        ("Mã", 12),
        ("Chỉ tiêu", 40),
        ("Khối", 14),
        ("Cách xử lý", 16),
    ):
        yield Head("", title, width)
    for step in range(max_steps + 1):
        above = f"Cắt ngọn, bước {step}" if step else "Trước khi xử lý"
        titles = ("Cận trên", "Cận dưới", "Số bị thay", "Độ lệch", "Độ nhọn")
        yield from (Head(above, title, 12) for title in titles)
    for name in transforms:
        yield from (
            Head(TREATED_BY[name], title, 12) for title in ("Độ lệch", "Độ nhọn")
        )


@dataclass(frozen=True, slots=True)
class _TreatmentRow:
    """Writes the row of one indicator in one block."""

    page: Page
    column: int
    block: int
    max_steps: int
    transforms: list[str]

    def cells(self) -> list[TableCell]:
        """Return every cell of the row."""
        plan = self.page.layout.plan
        criterion = self.page.criterion(self.column)
        who = [
            TableCell(criterion.code, style="key", is_live=False),
            TableCell(criterion.title.vi, style="cell", is_live=False),
            TableCell(plan.blocks[self.block].code, style="cell", is_live=False),
        ]
        rule = treatment_of(self.page.layout, self.column)
        if rule is None:
            nothing = TableCell(NOTHING, style="state", is_live=False)
            width = (self.max_steps + 1) * STEP + 2 * len(self.transforms)
            method = TableCell(UNTREATED, style="state", is_live=False)
            return [*who, method, *[nothing] * width]
        return [*who, self._method(rule), *self._caps(rule), *self._shapes(rule)]

    def _method(self, rule: Treatment) -> TableCell:
        """Write the method: the first after which the column passes, else the last."""
        text = f'"{TREATED_BY[rule.methods[-1]]}"'
        for name in reversed(rule.methods[:-1]):
            fails = self._fails(rule, *self._after(rule, name))
            text = f'IF({fails},{text},"{TREATED_BY[name]}")'
        fails = self._fails(rule, self._at(0, SKEW), self._at(0, KURTOSIS))
        text = f'IF({fails},{text},"{UNTREATED}")'
        return TableCell(text, self._kept(self._chosen(rule)), "state")

    def _chosen(self, rule: Treatment) -> str:
        treated = self.page.traced.run.treated.get(self.block)
        if treated is None:
            return UNTREATED
        index = self.page.layout.composite.treatments.index(rule)
        method = int(treated[index].method[list(rule.columns).index(self.column)])
        return TREATED_BY[rule.methods[method - 1]] if method else UNTREATED

    def _after(self, rule: Treatment, name: str) -> tuple[str, str]:
        """Return the cells of skewness and kurtosis after a method."""
        if name == "winsorise":
            return self._at(_steps(rule), SKEW), self._at(_steps(rule), KURTOSIS)
        first = self._first_shape(name)
        return self._cell(first), self._cell(first + 1)

    def _first_shape(self, name: str) -> int:
        return (
            FIRST_STEP + (self.max_steps + 1) * STEP + 2 * self.transforms.index(name)
        )

    def _cell(self, index: int) -> str:
        row = FIRST_OF_TABLE + self.column * self.page.layout.blocks + self.block
        return f"${letter(index)}{row}"

    def _at(self, step: int, part: int) -> str:
        return self._cell(FIRST_STEP + step * STEP + part)

    def _fails(self, rule: Treatment, skew: str, kurtosis: str) -> str:
        number = SPREADSHEET.number
        asks = (
            f"AND(ABS({skew})>={number(rule.skew)},{kurtosis}>={number(rule.kurtosis)})"
        )
        return f"IF(COUNT({skew},{kurtosis})=2,{asks},FALSE)"

    def _caps(self, rule: Treatment) -> Iterator[TableCell]:
        """Yield the cells of every step."""
        values = _walk(self._numbers(), rule, _steps(rule))
        for step in range(self.max_steps + 1):
            if step > _steps(rule):
                yield from [TableCell(NOTHING, style="state", is_live=False)] * STEP
                continue
            texts = self._start() if step == 0 else self._step(rule, step)
            for part, text in enumerate(texts):
                value = self._kept(_shown(values[step][part]))
                style = "whole" if part == CHANGED else "number"
                yield TableCell(text, value, style, is_array=True)

    def _start(self) -> list[str]:
        among = self._among()
        some = f"COUNT({among})>0"
        return [
            f'IF({some},MAX({among}),"{NOTHING}")',
            f'IF({some},MIN({among}),"{NOTHING}")',
            "0",
            *self._shape(0, among),
        ]

    def _shape(self, step: int, numbers: str) -> list[str]:
        """Write skewness and kurtosis; of numbers that are all the same there is neither."""
        upper, lower = self._at(step, UPPER), self._at(step, LOWER)
        ask = f"{upper}-{lower}>{SAME!r}*MAX(ABS({upper}),ABS({lower}))"
        return [
            f'IFERROR(IF({ask},{function}({numbers}),"{NOTHING}"),"{NOTHING}")'
            for function in ("SKEW", "KURT")
        ]

    def _step(self, rule: Treatment, step: int) -> list[str]:
        before = [self._at(step - 1, part) for part in range(STEP)]
        upper, lower = self._at(step, UPPER), self._at(step, LOWER)
        fails = self._fails(rule, before[SKEW], before[KURTOSIS])
        goes_on = f"IF({before[CHANGED]}<{rule.points},{fails},FALSE)"
        cells, chosen = self._cells(), self._is_chosen()
        below, above = _beyond(before[UPPER], "-"), _beyond(before[LOWER], "+")
        lesser = f"MAX(IF({chosen},IF({cells}<{below},{cells})))"
        greater = f"MIN(IF({chosen},IF({cells}>{above},{cells})))"
        cut = f"IF({cells}>{upper},{upper},IF({cells}<{lower},{lower},{cells}))"
        return [
            f"IF({goes_on},IF({before[SKEW]}>=0,MAX({before[LOWER]},{lesser}),{before[UPPER]}),{before[UPPER]})",
            f"IF({goes_on},IF({before[SKEW]}<0,MIN({before[UPPER]},{greater}),{before[LOWER]}),{before[LOWER]})",
            f"SUM(IF({chosen},({cells}>{upper})+({cells}<{lower})))",
            *self._shape(step, f"IF({chosen},{cut})"),
        ]

    def _shapes(self, rule: Treatment) -> Iterator[TableCell]:
        """Yield skewness and kurtosis after each transformation."""
        for name in self.transforms:
            if name not in rule.methods:
                yield from [TableCell(NOTHING, style="state", is_live=False)] * 2
                continue
            low, high = self._at(0, LOWER), self._at(0, UPPER)
            text = _transformed(name, rule, self._cells(), low, high)
            tried, _ = TREATERS[name](self._numbers(), rule)
            values = shape_of(tried)[:, 0]
            for function, value in zip(("SKEW", "KURT"), values, strict=True):
                formula = (
                    f'IFERROR({function}(IF({self._is_chosen()},{text})),"{NOTHING}")'
                )
                yield TableCell(formula, self._kept(_shown(value)), is_array=True)

    def _cells(self) -> str:
        layout = self.page.layout
        return layout.whole(layout.before("treated"), self.column)

    def _is_chosen(self) -> str:
        layout = self.page.layout
        return layout.chosen(layout.before("treated"), self.column, self.block)

    def _among(self) -> str:
        return f"IF({self._is_chosen()},{self._cells()})"

    def _numbers(self) -> Array:
        """Return the block's numbers before treatment, (U, 1)."""
        layout = self.page.layout
        table = self.page.traced.run.tables[layout.before("treated")]
        here = self.page.answers.blocks == self.block
        return np.asarray(table[here][:, [self.column]])

    def _kept(self, value: Value) -> Value:
        return value if self.page.traced.is_kept else ""


def _beyond(cap: str, sign: str) -> str:
    """Write how far a number lies from a cap to be another number than the cap."""
    return f"{cap}{sign}{SAME!r}*ABS({cap})"


def _shown(value: float) -> Value:
    return NOTHING if np.isnan(value) else float(value)


def _walk(values: Array, rule: Treatment, steps: int) -> list[list[float]]:
    """Return for each step the caps, how many numbers they changed, and the shape."""
    if not count_of(values)[0]:
        return [[np.nan, np.nan, 0.0, np.nan, np.nan]] * (steps + 1)
    upper, lower = float(max_of(values)[0]), float(min_of(values)[0])
    found = []
    for _ in range(steps + 1):
        cut = np.clip(values, lower, upper)
        shape = shape_of(cut)
        changed = float(((values > upper) | (values < lower)).sum())
        found.append([upper, lower, changed, *shape[:, 0].tolist()])
        if needs_treatment(shape, rule)[0] and changed < rule.points:
            if shape[0, 0] >= 0:
                less = np.where(is_same(cut, upper), np.nan, cut)
                upper = float(max_of(less)[0])
            else:
                more = np.where(is_same(cut, lower), np.nan, cut)
                lower = float(min_of(more)[0])
    return found


def _transformed(name: str, rule: Treatment, x: str, low: str, high: str) -> str:
    if name == "log":
        return f"LN({x}-{low}+0.01*({high}-{low}))"
    power = rule.exponent
    if power == 0:
        return f"LN({x}-{low}+1)"
    number = SPREADSHEET.number(power)
    return f"(({x}-{low}+1)^({number})-1)/({number})"


def _treated_column(page: Page, column: int) -> Column:
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
        if name == "winsorise":
            step = _steps(rule)
            tried = f"MAX({at(step, LOWER)},MIN({at(step, UPPER)},{before}))"
        else:
            tried = _transformed(name, rule, before, at(0, LOWER), at(0, UPPER))
        text = f'IF({of(METHOD)}="{TREATED_BY[name]}",{tried},{text})'
    words = "Thử lần lượt: " + ", ".join(TREATED_BY[name] for name in rule.methods)
    return page.indicator(
        "treated", column, f"IF(ISNUMBER({before}),{text},{before})", words
    )
