"""The sheet of criteria: for each the rule's bare value, the state, the points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.formula import write_formula
from opendti.formula.spreadsheet import write_live
from opendti.plan.model import Criterion
from opendti.scoring import Answers
from opendti.workbook.cell_map import (
    EARNED,
    FIRST_CRITERION,
    FULL,
    MAXIMUM,
    RAW,
    STATE,
    CellMap,
)
from opendti.workbook.criterion import formulas
from opendti.workbook.grid import Column, SheetGrid, Value
from opendti.workbook.heading_columns import block_number, unit_columns
from opendti.workbook.results import Workings, shown
from opendti.workbook.styles import Styles
from opendti.workbook.texts import people_notation
from opendti.workbook.words import NOTHING, POINTS, state_of

NOTE = (
    "Mỗi tiêu chí: điểm tối đa của khối, giá trị theo quy tắc (trống khi thiếu số liệu), "
    "trạng thái, điểm đạt (từ 0 đến tối đa), điểm tối đa được tính."
)
RAW_DECIMALS = 4
TITLES = {
    FULL: "Tối đa của khối",
    RAW: "Theo quy tắc",
    STATE: "Trạng thái",
    EARNED: "Điểm đạt",
    MAXIMUM: "Tối đa được tính",
}
WIDTHS = {FULL: 10, RAW: 12, STATE: 13, EARNED: 10, MAXIMUM: 10}


def points_grid(
    cell_map: CellMap, answers: Answers, results: Workings | None, styles: Styles
) -> SheetGrid:
    """Lay out five columns a criterion, and one more for each `BEST`."""
    writer = _Points(cell_map, answers, results, styles)
    who = unit_columns(cell_map, answers, styles)
    columns = [*who, block_number(cell_map, answers, styles)]
    for index in range(len(cell_map.plan.criteria)):
        # Before the criterion's own columns, whose formulas take the best of them.
        columns.extend(writer.asked(index))
        columns.extend(writer.criterion(index))
    return SheetGrid(
        POINTS,
        f"{POINTS}: điểm từng tiêu chí",
        NOTE,
        tuple(columns),
        cell_map.units,
        FIRST_CRITERION,
    )


@dataclass(frozen=True, slots=True)
class _Points:
    """Writes the columns of criteria."""

    cell_map: CellMap
    answers: Answers
    results: Workings | None
    styles: Styles

    def asked(self, index: int) -> Iterator[Column]:
        """Yield what a criterion compares with the best of the block."""
        criterion = self.cell_map.plan.criteria[index]
        cells = self.cell_map.cells(criterion, self.cell_map.own(index, FULL))
        notation = people_notation(self.cell_map.plan, criterion)
        for tree in self.cell_map.asked[index]:
            values = shown(self.results.asked[tree], "") if self.results else ()
            yield Column(
                _heading(criterion),
                criterion.words.vi,
                f"Đem so: {write_formula(tree, notation)}",
                self.styles("number", RAW_DECIMALS),
                write_live(tree, cells),
                values,
                12,
            )

    def criterion(self, index: int) -> Iterator[Column]:
        """Yield the five columns of a criterion."""
        criterion = self.cell_map.plan.criteria[index]
        decimals = self.cell_map.plan.rounding.points
        number = self.styles("number", decimals)
        styles = {
            # More decimals than the points: from here one can see why a half was rounded up.
            RAW: self.styles("number", max(RAW_DECIMALS, decimals)),
            STATE: self.styles("state"),
            EARNED: self.styles("strong", decimals),
        }
        for part, formula in formulas(self.cell_map, index).items():
            yield Column(
                _heading(criterion),
                criterion.words.vi,
                TITLES[part],
                styles.get(part, number),
                formula,
                self._values(index, part),
                WIDTHS[part],
            )

    def _values(self, index: int, part: int) -> Sequence[Value]:
        if self.results is None:
            return ()
        plan, scores = self.cell_map.plan, self.results.scores
        node = plan.criteria[index].node
        full = plan.maxima[self.answers.blocks, index]
        exists = ~np.isnan(full)
        if part == RAW:
            # An empty text where a rule gives no number, as the formula gives: a blank is no 0.
            cells = shown(self.results.raw[:, index], "")
        elif part == STATE:
            states = scores.states[:, node]
            cells = [state_of(plan.criteria[index], int(state)) for state in states]
        else:
            table = {FULL: full, EARNED: scores.points[:, node]}
            return shown(table.get(part, scores.max_points[:, node]))
        return [
            cell if here else NOTHING for cell, here in zip(cells, exists, strict=True)
        ]


def _heading(criterion: Criterion) -> str:
    return f"{criterion.code} {criterion.title.vi}"
