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
from opendti.methods.treatments import TREATMENTS, CuttingMethod, StepCells, shape_of
from opendti.numeric.moments import max_of, min_of
from opendti.numeric.tolerance import SAME
from opendti.plan.composite import Treatment
from opendti.workbook.composite.layout import FIRST_OF_TABLE, CompositeLayout
from opendti.workbook.composite.stages import StageSheet
from opendti.workbook.composite.table import StatisticsTable, TableCell, TableHeading
from opendti.workbook.composite.words import OUTLIERS, UNTREATED
from opendti.workbook.grid import Value, letter
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


def outlier_table(page: StageSheet) -> StatisticsTable:
    """Lay out one row an indicator and block: caps step by step, shapes, the method."""
    treatments = page.layout.composite.treatments
    max_steps = max(_steps(treatment) for treatment in treatments)
    transforms = list(
        dict.fromkeys(
            name
            for treatment in treatments
            for name in treatment.methods
            # Cutting methods have columns for each step already; a transformation needs two.
            if not isinstance(TREATMENTS[name], CuttingMethod)
        )
    )
    rows = (
        _TreatmentRow(page, column, block, max_steps, transforms).cells()
        for column in page.indicators
        for block in range(page.layout.blocks)
    )
    title = f"{OUTLIERS}: độ lệch, độ nhọn và cách xử lý từng chỉ tiêu"
    return StatisticsTable(title, NOTE, list(_headings(max_steps, transforms)), rows)


def treatment_of(layout: CompositeLayout, column: int) -> Treatment | None:
    """Return an indicator's treatment, None where it has none."""
    for treatment in layout.composite.treatments:
        if column in treatment.columns:
            return treatment
    return None


def _cutting(rule: Treatment) -> CuttingMethod | None:
    """Return the method of a treatment that cuts step by step, if it has one."""
    methods = (TREATMENTS[name] for name in rule.methods)
    return next(
        (method for method in methods if isinstance(method, CuttingMethod)), None
    )


def _steps(rule: Treatment) -> int:
    return 0 if _cutting(rule) is None else rule.points


def _headings(max_steps: int, transforms: list[str]) -> Iterator[TableHeading]:
    for title, width in (
        ("Mã", 12),
        ("Chỉ tiêu", 40),
        ("Khối", 14),
        ("Cách xử lý", 16),
    ):
        yield TableHeading("", title, width)
    for step in range(max_steps + 1):
        above = f"Cắt ngọn, bước {step}" if step else "Trước khi xử lý"
        titles = ("Cận trên", "Cận dưới", "Số bị thay", "Độ lệch", "Độ nhọn")
        yield from (TableHeading(above, title, 12) for title in titles)
    for name in transforms:
        yield from (
            TableHeading(TREATMENTS[name].sheet_title, title, 12)
            for title in ("Độ lệch", "Độ nhọn")
        )


@dataclass(frozen=True, slots=True)
class _TreatmentRow:
    """Writes the row of one indicator in one block."""

    page: StageSheet
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
        text = f'"{TREATMENTS[rule.methods[-1]].sheet_title}"'
        # Nested from the last method outwards: the innermost IF belongs to the last that is
        # tried.
        for name in reversed(rule.methods[:-1]):
            fails = self._fails(rule, *self._after(rule, name))
            text = f'IF({fails},{text},"{TREATMENTS[name].sheet_title}")'
        fails = self._fails(rule, self._at(0, SKEW), self._at(0, KURTOSIS))
        text = f'IF({fails},{text},"{UNTREATED}")'
        return TableCell(text, self._kept(self._chosen(rule)), "state")

    def _chosen(self, rule: Treatment) -> str:
        treated = self.page.traced.run.treated.get(self.block)
        if treated is None:
            return UNTREATED
        index = self.page.layout.composite.treatments.index(rule)
        method = int(treated[index].method[list(rule.columns).index(self.column)])
        name = rule.methods[method - 1]
        return TREATMENTS[name].sheet_title if method else UNTREATED

    def _after(self, rule: Treatment, name: str) -> tuple[str, str]:
        """Return the cells of skewness and kurtosis after a method."""
        if name not in self.transforms:
            return self._at(rule.points, SKEW), self._at(rule.points, KURTOSIS)
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
        # Of too few or of equal numbers there is no shape, and text would compare as greater than
        # any number.
        return f"IF(COUNT({skew},{kurtosis})=2,{asks},FALSE)"

    def _caps(self, rule: Treatment) -> Iterator[TableCell]:
        """Yield the cells of every step."""
        # The results beside the formulas are computed by the engine, not by the formulas: a
        # reader that does not recalculate shows the same numbers.
        values = _steps_of(self._numbers(), rule)
        cutting = _cutting(rule)
        steps = [self._start()]
        if cutting is not None:
            steps += [
                self._step(rule, cutting, step) for step in range(1, rule.points + 1)
            ]
        for texts, numbers in zip(steps, values, strict=True):
            for part, text in enumerate(texts):
                value = self._kept(_shown(numbers[part]))
                style = "whole" if part == CHANGED else "number"
                yield TableCell(text, value, style, is_array=True)
        nothing = TableCell(NOTHING, style="state", is_live=False)
        yield from [nothing] * (STEP * (self.max_steps + 1 - len(steps)))

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
        # The tolerance of the engine: SKEW of numbers that differ by round-off alone is noise.
        ask = f"{upper}-{lower}>{SAME!r}*MAX(ABS({upper}),ABS({lower}))"
        return [
            f'IFERROR(IF({ask},{function}({numbers}),"{NOTHING}"),"{NOTHING}")'
            for function in ("SKEW", "KURT")
        ]

    def _step(self, rule: Treatment, cutting: CuttingMethod, step: int) -> list[str]:
        upper, lower = self._at(step, UPPER), self._at(step, LOWER)
        cells, chosen = self._cells(), self._is_chosen()
        cut = f"IF({cells}>{upper},{upper},IF({cells}<{lower},{lower},{cells}))"
        return [
            *cutting.next_caps(self._step_cells(rule, step - 1)),
            f"SUM(IF({chosen},({cells}>{upper})+({cells}<{lower})))",
            *self._shape(step, f"IF({chosen},{cut})"),
        ]

    def _step_cells(self, rule: Treatment, step: int) -> StepCells:
        upper, lower, changed, skew, kurtosis = (
            self._at(step, part) for part in range(STEP)
        )
        fails = self._fails(rule, skew, kurtosis)
        cells, chosen = self._cells(), self._is_chosen()
        # The next number inside a cap is one that differs from it by more than round-off.
        below, above = _beyond(upper, "-"), _beyond(lower, "+")
        return StepCells(
            upper,
            lower,
            skew,
            goes_on=f"IF({changed}<{rule.points},{fails},FALSE)",
            below=f"MAX(IF({chosen},IF({cells}<{below},{cells})))",
            above=f"MIN(IF({chosen},IF({cells}>{above},{cells})))",
        )

    def _shapes(self, rule: Treatment) -> Iterator[TableCell]:
        """Yield skewness and kurtosis after each transformation."""
        for name in self.transforms:
            if name not in rule.methods:
                yield from [TableCell(NOTHING, style="state", is_live=False)] * 2
                continue
            low, high = self._at(0, LOWER), self._at(0, UPPER)
            text = TREATMENTS[name].formula(rule, self._cells(), low, high)
            tried, _ = TREATMENTS[name].treat(self._numbers(), rule)
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


def _steps_of(values: Array, rule: Treatment) -> list[list[float]]:
    """Return for each step the caps of a column (U, 1), how many numbers they cut, and the shape."""
    cutting = _cutting(rule)
    # The step before any cut has the extremes themselves as caps.
    caps = [] if cutting is None else cutting.caps(values, rule)
    start = float(max_of(values)[0]), float(min_of(values)[0])
    return [
        [upper, lower, *_between(values, upper, lower)]
        for upper, lower in (start, *caps)
    ]


def _between(values: Array, upper: float, lower: float) -> list[float]:
    """Return how many numbers two caps cut, and the skewness and kurtosis after it."""
    changed = float(((values > upper) | (values < lower)).sum())
    return [changed, *shape_of(np.clip(values, lower, upper))[:, 0].tolist()]
