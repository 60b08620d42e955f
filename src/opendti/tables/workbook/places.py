"""The sheet of places: among the block, on the rounded value, ties share a place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.numeric.tolerance import SAME
from opendti.plan.model import ROOT
from opendti.scoring import Answers, Scores, State
from opendti.tables.workbook.banding import band_columns
from opendti.tables.workbook.grid import Column, Grid, Value, at, down, width_of
from opendti.tables.workbook.heads import unit_columns
from opendti.tables.workbook.results import Results, shown
from opendti.tables.workbook.spots import (
    BLOCK,
    NODE_MOST,
    NODE_POINTS,
    NODE_VALUE,
    Spots,
)
from opendti.tables.workbook.styles import Styles
from opendti.tables.workbook.totals import heading
from opendti.tables.workbook.words import (
    ANSWERS,
    HOW,
    NOTHING,
    PLACES,
    TOTALS,
)

NOTE = (
    "Hạng trong khối theo giá trị đã làm tròn; giá trị bằng nhau thì cùng hạng, "
    "hạng kế tiếp bỏ trống (1, 2, 2, 4)."
)

POINTS_AND_MOST = (("Điểm", "Điểm tối đa"), ("Trên thang", "Đỉnh thang"))
"""What points and their maximum are called: of points added up, of a composite index."""


def places_grid(
    spots: Spots, answers: Answers, results: Results | None, styles: Styles
) -> Grid:
    """Lay out the index in full, and the place in every other node that is summed."""
    writer = _Places(spots, results, styles)
    columns = [*unit_columns(spots, answers, styles), *writer.index()]
    for place in spots.nodes:
        if place != ROOT:
            columns.extend(writer.node(place))
    title = f"{PLACES}: hạng của đơn vị trong khối"
    return Grid(PLACES, title, NOTE, tuple(columns), spots.units, 2)


@dataclass(frozen=True, slots=True)
class _Places:
    spots: Spots
    results: Results | None
    styles: Styles

    def index(self) -> Iterator[Column]:
        """Yield everything about the index."""
        points, most = POINTS_AND_MOST[self.spots.plan.composite is not None]
        yield self._number(ROOT, NODE_POINTS, points)
        yield self._number(ROOT, NODE_MOST, most)
        yield from self.value(ROOT)
        sizes = self.results and self.results.ranking.sizes[:, ROOT]
        yield self._whole("Số đơn vị được xếp hạng", self._size(), sizes)
        waits = self.results and _waiting(self.results.scores)
        yield self._whole("Tiêu chí chờ đo", self.spots.waiting, waits)
        yield from band_columns(self.spots, ROOT, self.results, self.styles)

    def node(self, place: int) -> Iterator[Column]:
        """Yield everything about a node or view."""
        yield from self.value(place)
        yield from band_columns(self.spots, place, self.results, self.styles)

    def value(self, place: int) -> Iterator[Column]:
        """Yield the value of a node or view, and the place by it."""
        yield self._number(place, NODE_VALUE, "Giá trị")
        value = self.spots.node_cell(place, NODE_VALUE)
        formula = f'IF(ISNUMBER({value}),{self._higher(place)}+1,"{NOTHING}")'
        places: Sequence[Value] = ()
        if self.results:
            ranked = self.results.ranking.ranks[:, place]
            places = [float(one) if one else NOTHING for one in ranked]
        yield Column(
            heading(self.spots, place),
            HOW,
            "Hạng",
            self.styles("place"),
            formula,
            places,
            8,
        )

    def _higher(self, place: int) -> str:
        """Count the units of the block that stand higher, on rounded or exact values."""
        if not self.spots.plan.ranks_exactly:
            value = self.spots.node_cell(place, NODE_VALUE)
            return (
                f'COUNTIFS({self._same_block()},{self._values_of(place)},">"&{value})'
            )
        # A condition as a text keeps 15 digits; a comparison takes the number itself.
        exact = down(TOTALS, self.spots.nodes[place] + NODE_POINTS, self.spots.units)
        own = self.spots.node_cell(place, NODE_POINTS)
        blocks = f"({down(ANSWERS, BLOCK, self.spots.units)}={at(ANSWERS, BLOCK)})"
        above = f"{exact}>{own}+{SAME!r}*ABS({own})"
        return f"SUMPRODUCT({blocks}*ISNUMBER({exact})*({above}))"

    def _number(self, place: int, part: int, title: str) -> Column:
        rounding = self.spots.plan.rounding
        decimals = rounding.value if part == NODE_VALUE else rounding.points
        values: Sequence[Value] = ()
        if self.results:
            scores = self.results.scores
            tables = (scores.points, scores.max_points, scores.values)
            numbers = tables[part][:, place]
            values = shown(np.where(np.isinf(numbers), np.nan, numbers))
        return Column(
            heading(self.spots, place),
            HOW,
            title,
            self.styles("number", decimals),
            self.spots.node_cell(place, part),
            values,
            width_of(decimals),
        )

    def _whole(self, title: str, formula: str, counts: object) -> Column:
        values = [] if counts is None else [float(one) for one in np.asarray(counts)]
        style = self.styles("whole")
        return Column(heading(self.spots, ROOT), HOW, title, style, formula, values, 12)

    def _same_block(self) -> str:
        return f"{down(ANSWERS, BLOCK, self.spots.units)},{at(ANSWERS, BLOCK)}"

    def _values_of(self, place: int) -> str:
        column = self.spots.nodes[place] + NODE_VALUE
        return down(TOTALS, column, self.spots.units)

    def _size(self) -> str:
        """Count the numbers of the block: whatever lies above or at the lowest of all."""
        return f'COUNTIFS({self._same_block()},{self._values_of(ROOT)},">-1E300")'


def _waiting(scores: Scores) -> list[int]:
    """Count for each unit the criteria that hold publication back."""
    plan = scores.plan
    counting = plan.criteria
    if plan.composite is not None:
        counting = tuple(plan.criteria[one] for one in plan.composite.criteria)
    held = [one.node for one in counting if one.not_measured == "hold"]
    waits = (scores.states[:, held] == State.NOT_MEASURED) & ~np.isnan(
        scores.max_points[:, held]
    )
    return [int(one) for one in waits.sum(axis=1) * scores.unresolved]
