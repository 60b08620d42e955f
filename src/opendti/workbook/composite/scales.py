"""The common scale: what each block has in common, and every number on its scale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.formula.write import SPREADSHEET
from opendti.numeric.tolerance import SAME
from opendti.plan.composite import Normalisation
from opendti.scoring.composite.moments import (
    count_of,
    deviation_of,
    max_of,
    mean_of,
    min_of,
)
from opendti.workbook.composite.layout import CompositeLayout
from opendti.workbook.composite.stages import Page
from opendti.workbook.composite.table import Head, StatisticsTable, TableCell
from opendti.workbook.composite.words import STATISTICS
from opendti.workbook.grid import FIRST, SheetGrid, Value
from opendti.workbook.words import NOTHING

Array = NDArray[np.float64]
COUNT, MINIMUM, MAXIMUM, MEAN, DEVIATION = range(4, 9)
"""Columns of the table of statistics."""
HEADS = (
    ("Mã", 12),
    ("Chỉ tiêu", 44),
    ("Khối", 14),
    ("Hướng", 9),
    ("Số đơn vị có số", 11),
    ("Nhỏ nhất", 14),
    ("Lớn nhất", 14),
    ("Trung bình", 14),
    ("Độ lệch chuẩn (n − 1)", 14),
)
NOTE = (
    "Thống kê trong khối của số trước khi chuẩn hoá, đã theo hướng: càng thấp càng tốt "
    "(hướng −1) thì số đổi dấu, nên lớn nhất luôn là tốt nhất."
)


def statistics_table(page: Page) -> StatisticsTable:
    """Lay out one row an indicator and block."""
    rows = (
        list(_row(page, column, block))
        for column in page.indicators
        for block in range(page.layout.blocks)
    )
    title = f"{STATISTICS}: các mức so sánh trong từng khối"
    return StatisticsTable(title, NOTE, [Head("", *head) for head in HEADS], rows)


def _row(page: Page, column: int, block: int) -> Iterator[TableCell]:
    layout = page.layout
    criterion = page.criterion(column)
    direction = float(layout.composite.directions[column])
    yield TableCell(criterion.code, style="key", is_live=False)
    yield TableCell(criterion.title.vi, style="cell", is_live=False)
    yield TableCell(layout.plan.blocks[block].code, style="cell", is_live=False)
    yield TableCell(f"{direction:.0f}", direction, "whole")
    stage = layout.before("normalised")
    among = layout.among(stage, column, block)
    table = page.traced.run.tables[stage]
    values = table[page.answers.blocks == block][:, [column]] * direction
    texts = _texts(among, direction)
    for position, (text, statistic) in enumerate(texts, start=COUNT):
        style = "whole" if position == COUNT else "number"
        value: Value = _shown(statistic(values)) if page.traced.is_kept else ""
        yield TableCell(text, value, style, is_array=True)


Statistic = Callable[[Array], Array]


def _texts(among: str, direction: float) -> list[tuple[str, Statistic]]:
    sign = "-" if direction < 0 else ""
    minimum, maximum = ("MAX", "MIN") if direction < 0 else ("MIN", "MAX")
    some = f"COUNT({among})>0"
    return [
        (f"COUNT({among})", lambda x: count_of(x).astype(np.float64)),
        (f'IF({some},{sign}{minimum}({among}),"{NOTHING}")', min_of),
        (f'IF({some},{sign}{maximum}({among}),"{NOTHING}")', max_of),
        (f'IFERROR({sign}AVERAGE({among}),"{NOTHING}")', mean_of),
        (f'IFERROR(STDEV({among}),"{NOTHING}")', _deviation),
    ]


def _deviation(values: Array) -> Array:
    return np.where(count_of(values) > 1, deviation_of(values), np.nan)


def _shown(values: Array) -> Value:
    value = float(values[0]) if values.size else float("nan")
    return NOTHING if np.isnan(value) else value + 0.0


def normalised_grid(page: Page) -> SheetGrid:
    """Lay out every number on the common scale."""
    stage = page.layout.before("normalised")
    columns = []
    for indicator in page.indicators:
        before = page.layout.cell(stage, indicator)
        scale = _normalisation_of(page.layout, indicator)
        row = (
            None
            if scale.reference is None
            else page.answers.unit_index(scale.reference)
        )
        scaled = _Scale(page.layout, indicator, scale, row).text()
        formula = f"IF(ISNUMBER({before}),{scaled},{before})"
        words = page.criterion(indicator).words.vi
        columns.append(page.indicator("normalised", indicator, formula, words))
    return page.grid("normalised", columns)


def _normalisation_of(layout: CompositeLayout, column: int) -> Normalisation:
    """Return the normalisation of one indicator's column."""
    normalisation = next(
        normalisation
        for normalisation in layout.composite.normalisations
        if column in normalisation.columns
    )
    index = int(np.flatnonzero(normalisation.columns == column)[0])
    return normalisation.part(slice(index, index + 1))


@dataclass(frozen=True, slots=True)
class _Scale:
    """Writes one normalisation; a dash where it has no value."""

    layout: CompositeLayout
    column: int
    scale: Normalisation
    row: int | None

    def text(self) -> str:
        """Return the formula."""
        return str(getattr(self, f"_{self.scale.method}")())

    def _none(self) -> str:
        return self._own()

    def _min_max(self) -> str:
        minimum, maximum = self._of(MINIMUM), self._of(MAXIMUM)
        return self._if(self._apart(minimum, maximum), self._part(minimum, maximum))

    def _z_score(self) -> str:
        deviation = self._of(DEVIATION)
        ask = self._apart(self._of(MINIMUM), self._of(MAXIMUM))
        share = f"({self._own()}-{self._of(MEAN)})/{deviation}"
        text = f"{share}*{self._number('deviation')}+{self._number('mean')}"
        return self._if(ask, text)

    def _rank(self) -> str:
        return f"{self._worse()}+1"

    def _percentile_rank(self) -> str:
        others = f"({self._of(COUNT)}-1)"
        return self._if(f"{others}>0", self._spread(f"{self._worse()}/{others}"))

    def _borda(self) -> str:
        return self._worse()

    def _distance_to_best(self) -> str:
        return self._towards(self._of(MAXIMUM))

    def _distance_to_reference(self) -> str:
        cells = self.layout.whole(self.layout.before("normalised"), self.column)
        first, _, _ = cells.rpartition(":")
        cell = f"{first.rpartition('$')[0]}${FIRST + (self.row or 0)}"
        return self._if(f"ISNUMBER({cell})", self._towards(self._turned(cell)))

    def _distance_to_target(self) -> str:
        target, minimum = f"({self._number('target')})", self._of(MINIMUM)
        is_ahead = f"AND({target}>{minimum},{self._apart(minimum, target)})"
        text = self._remaining(target)
        if not self.scale.capped[0]:
            return self._if(is_ahead, text)
        high = self._number("high")
        return f"IF({is_ahead},MIN({text},{high}),{high})"

    def _fraction_of_max(self) -> str:
        maximum = self._of(MAXIMUM)
        return self._if(f"{maximum}>0", self._spread(f"{self._own()}/{maximum}"))

    def _goalposts(self) -> str:
        lower, upper = self._number("lower"), self._number("upper")
        share = f"({self._own()}-({lower}))/(({upper})-({lower}))"
        return self._spread(f"MAX(0,MIN(1,{share}))" if self.scale.capped[0] else share)

    def _towards(self, aim: str) -> str:
        """Write 1 minus the relative distance to the best or to a unit, capped where set."""
        text = self._remaining(aim)
        if self.scale.method != "distance_to_best" and self.scale.capped[0]:
            text = f"MIN({text},{self._number('high')})"
        return self._if(self._apart(self._of(MINIMUM), aim), text)

    def _remaining(self, aim: str) -> str:
        """Write 1 - (aim - x) / (aim - least)."""
        way = f"({aim}-{self._own()})/({aim}-{self._of(MINIMUM)})"
        return self._spread(f"(1-{way})")

    @staticmethod
    def _apart(one: str, other: str) -> str:
        """Ask whether two numbers differ by more than round-off."""
        return f"ABS({other}-{one})>{SAME!r}*MAX(ABS({one}),ABS({other}))"

    def _part(self, start: str, end: str) -> str:
        return self._spread(f"({self._own()}-{start})/({end}-{start})")

    def _spread(self, share: str) -> str:
        low, high = float(self.scale.low[0]), float(self.scale.high[0])
        text = f"{share}*{SPREADSHEET.number(high - low)}"
        return text if low == 0 else f"{text}+({SPREADSHEET.number(low)})"

    def _worse(self) -> str:
        """Count the units of the block that are worse."""
        layout, stage = self.layout, self.layout.before("normalised")
        cells, own = layout.whole(stage, self.column), layout.cell(stage, self.column)
        sign, less = ("<", "-") if self._direction > 0 else (">", "+")
        alike = f"{layout.same_block()}*" if layout.blocks > 1 else ""
        return f"SUMPRODUCT({alike}ISNUMBER({cells})*({cells}{sign}{own}{less}{SAME!r}*ABS({own})))"

    def _own(self) -> str:
        return self._turned(
            self.layout.cell(self.layout.before("normalised"), self.column)
        )

    def _turned(self, cell: str) -> str:
        return cell if self._direction > 0 else f"(-{cell})"

    @property
    def _direction(self) -> float:
        return float(self.layout.composite.directions[self.column])

    def _of(self, index: int) -> str:
        return self.layout.statistic(self.column, index)

    def _number(self, name: str) -> str:
        return SPREADSHEET.number(float(getattr(self.scale, name)[0]))

    @staticmethod
    def _if(ask: str, text: str) -> str:
        return f'IF({ask},{text},"{NOTHING}")'
