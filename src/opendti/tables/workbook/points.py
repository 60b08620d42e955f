"""The sheet of criteria: for each the rule's bare value, the state, the points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.formula import write_formula
from opendti.formula.spreadsheet import write_live
from opendti.plan.model import Criterion
from opendti.scoring import Answers
from opendti.tables.workbook.criterion import formulas
from opendti.tables.workbook.grid import Column, Grid, Value
from opendti.tables.workbook.heads import block_number, unit_columns
from opendti.tables.workbook.results import Results, shown
from opendti.tables.workbook.spots import (
    EARNED,
    FIRST_CRITERION,
    FULL,
    MOST,
    RAW,
    STATE,
    Spots,
)
from opendti.tables.workbook.styles import Styles
from opendti.tables.workbook.texts import people_notation
from opendti.tables.workbook.words import NOTHING, POINTS, state_of

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
    MOST: "Tối đa được tính",
}
WIDTHS = {FULL: 10, RAW: 12, STATE: 13, EARNED: 10, MOST: 10}


def points_grid(
    spots: Spots, answers: Answers, results: Results | None, styles: Styles
) -> Grid:
    """Lay out five columns a criterion, and one more for each `BEST`."""
    writer = _Points(spots, answers, results, styles)
    who = unit_columns(spots, answers, styles)
    columns = [*who, block_number(spots, answers, styles)]
    for place in range(len(spots.plan.criteria)):
        columns.extend(writer.asked(place))
        columns.extend(writer.criterion(place))
    return Grid(
        POINTS,
        f"{POINTS}: điểm từng tiêu chí",
        NOTE,
        tuple(columns),
        spots.units,
        FIRST_CRITERION,
    )


@dataclass(frozen=True, slots=True)
class _Points:
    """Writes the columns of criteria."""

    spots: Spots
    answers: Answers
    results: Results | None
    styles: Styles

    def asked(self, place: int) -> Iterator[Column]:
        """Yield what a criterion compares with the best of the block."""
        criterion = self.spots.plan.criteria[place]
        cells = self.spots.cells(criterion, self.spots.own(place, FULL))
        notation = people_notation(self.spots.plan, criterion)
        for tree in self.spots.asked[place]:
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

    def criterion(self, place: int) -> Iterator[Column]:
        """Yield the five columns of a criterion."""
        criterion = self.spots.plan.criteria[place]
        decimals = self.spots.plan.rounding.points
        number = self.styles("number", decimals)
        styles = {
            RAW: self.styles("number", max(RAW_DECIMALS, decimals)),
            STATE: self.styles("state"),
            EARNED: self.styles("strong", decimals),
        }
        for part, formula in formulas(self.spots, place).items():
            yield Column(
                _heading(criterion),
                criterion.words.vi,
                TITLES[part],
                styles.get(part, number),
                formula,
                self._values(place, part),
                WIDTHS[part],
            )

    def _values(self, place: int, part: int) -> Sequence[Value]:
        if self.results is None:
            return ()
        plan, scores = self.spots.plan, self.results.scores
        node = plan.criteria[place].node
        full = plan.maxima[self.answers.blocks, place]
        exists = ~np.isnan(full)
        if part == RAW:
            cells = shown(self.results.raw[:, place], "")
        elif part == STATE:
            states = scores.states[:, node]
            cells = [state_of(plan.criteria[place], int(one)) for one in states]
        else:
            table = {FULL: full, EARNED: scores.points[:, node]}
            return shown(table.get(part, scores.max_points[:, node]))
        return [
            cell if here else NOTHING for cell, here in zip(cells, exists, strict=True)
        ]


def _heading(criterion: Criterion) -> str:
    return f"{criterion.code} {criterion.title.vi}"
