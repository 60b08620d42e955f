"""The sheet of ranks within the block, by the rounded value; ties share a rank."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.numeric.tolerance import SAME
from opendti.plan.model import ROOT
from opendti.scoring import Answers, Scores, State
from opendti.workbook.banding import band_columns
from opendti.workbook.cell_map import (
    BLOCK,
    NODE_MAXIMUM,
    NODE_POINTS,
    NODE_VALUE,
    CellMap,
)
from opendti.workbook.grid import Column, SheetGrid, Value, at, down, width_of
from opendti.workbook.heading_columns import unit_columns
from opendti.workbook.results import Results, shown
from opendti.workbook.styles import Styles
from opendti.workbook.totals import heading
from opendti.workbook.words import (
    ANSWERS,
    HOW,
    NOTHING,
    RANKS,
    TOTALS,
)

NOTE = (
    "Hạng trong khối theo giá trị đã làm tròn; giá trị bằng nhau thì cùng hạng, "
    "hạng kế tiếp bỏ trống (1, 2, 2, 4)."
)

POINTS_AND_MAXIMUM = (("Điểm", "Điểm tối đa"), ("Trên thang", "Đỉnh thang"))
"""What points and their maximum are called: of points added up, of a composite index."""


def ranks_grid(
    cell_map: CellMap, answers: Answers, results: Results | None, styles: Styles
) -> SheetGrid:
    """Return the index in full, and the rank in every other node that is summed."""
    writer = _RankColumns(cell_map, results, styles)
    columns = [*unit_columns(cell_map, answers, styles), *writer.index()]
    for node in cell_map.nodes:
        # The index is written first, with all its numbers.
        if node != ROOT:
            columns.extend(writer.node(node))
    title = f"{RANKS}: hạng của đơn vị trong khối"
    return SheetGrid(RANKS, title, NOTE, tuple(columns), cell_map.units, 2)


@dataclass(frozen=True, slots=True)
class _RankColumns:
    cell_map: CellMap
    results: Results | None
    styles: Styles

    def index(self) -> Iterator[Column]:
        """Yield everything about the index."""
        points, maximum = POINTS_AND_MAXIMUM[self.cell_map.plan.composite is not None]
        yield self._number(ROOT, NODE_POINTS, points)
        yield self._number(ROOT, NODE_MAXIMUM, maximum)
        yield from self.value(ROOT)
        sizes = self.results and self.results.ranking.sizes[:, ROOT]
        yield self._whole("Số đơn vị được xếp hạng", self._size(), sizes)
        waits = self.results and _waiting(self.results.scores)
        yield self._whole("Tiêu chí chờ đo", self.cell_map.waiting, waits)
        yield from band_columns(self.cell_map, ROOT, self.results, self.styles)

    def node(self, node: int) -> Iterator[Column]:
        """Yield everything about a node or view."""
        yield from self.value(node)
        yield from band_columns(self.cell_map, node, self.results, self.styles)

    def value(self, node: int) -> Iterator[Column]:
        """Yield the value of a node or view, and its rank."""
        yield self._number(node, NODE_VALUE, "Giá trị")
        value = self.cell_map.node_cell(node, NODE_VALUE)
        formula = f'IF(ISNUMBER({value}),{self._higher(node)}+1,"{NOTHING}")'
        ranks: Sequence[Value] = ()
        if self.results:
            ranks_of_units = self.results.ranking.ranks[:, node]
            ranks = [float(rank) if rank else NOTHING for rank in ranks_of_units]
        yield Column(
            heading(self.cell_map, node),
            HOW,
            "Hạng",
            self.styles("rank"),
            formula,
            ranks,
            8,
        )

    def _higher(self, node: int) -> str:
        """Count the units of the block that stand higher, on rounded or exact values.

        By a comparison, which takes the number itself: a condition such as ">"&29.36 is a text, of 15
        digits, and LibreOffice 25.2 finds nothing by one with decimals where a cell of the column is a text.
        """
        is_exact = self.cell_map.plan.ranks_exactly
        part = NODE_POINTS if is_exact else NODE_VALUE
        all_of, own = self._all_of(node, part), self.cell_map.node_cell(node, part)
        # With the engine's tolerance: a tie there must not be a rank apart in a spreadsheet.
        bar = f"{own}+{SAME!r}*ABS({own})" if is_exact else own
        blocks = f"({down(ANSWERS, BLOCK, self.cell_map.units)}={at(ANSWERS, BLOCK)})"
        return f"SUMPRODUCT({blocks}*ISNUMBER({all_of})*({all_of}>{bar}))"

    def _number(self, node: int, part: int, title: str) -> Column:
        rounding = self.cell_map.plan.rounding
        decimals = rounding.value if part == NODE_VALUE else rounding.points
        values: Sequence[Value] = ()
        if self.results:
            scores = self.results.scores
            tables = (scores.points, scores.max_points, scores.values)
            numbers = tables[part][:, node]
            # A scale without a top, such as z-scores, has an infinite maximum, which no cell can
            # hold.
            values = shown(np.where(np.isinf(numbers), np.nan, numbers))
        return Column(
            heading(self.cell_map, node),
            HOW,
            title,
            self.styles("number", decimals),
            self.cell_map.node_cell(node, part),
            values,
            width_of(decimals),
        )

    def _whole(self, title: str, formula: str, counts: object) -> Column:
        values = (
            [] if counts is None else [float(count) for count in np.asarray(counts)]
        )
        style = self.styles("whole")
        return Column(
            heading(self.cell_map, ROOT), HOW, title, style, formula, values, 12
        )

    def _same_block(self) -> str:
        return f"{down(ANSWERS, BLOCK, self.cell_map.units)},{at(ANSWERS, BLOCK)}"

    def _all_of(self, node: int, part: int) -> str:
        """Return a column of a node, of all units."""
        column = self.cell_map.nodes[node] + part
        return down(TOTALS, column, self.cell_map.units)

    def _size(self) -> str:
        """Count the numbers of the block: whatever lies above or at the lowest of all."""
        return (
            f'COUNTIFS({self._same_block()},{self._all_of(ROOT, NODE_VALUE)},">-1E300")'
        )


def _waiting(scores: Scores) -> list[int]:
    """Count for each unit the criteria that hold publication back."""
    plan = scores.plan
    counting = plan.criteria
    # Criteria that are only shown hold nothing back.
    if plan.composite is not None:
        counting = tuple(
            plan.criteria[criterion] for criterion in plan.composite.criteria
        )
    on_hold = [
        criterion.node for criterion in counting if criterion.not_measured == "hold"
    ]
    # NaN: the unit's block does not have the criterion.
    waits = (scores.states[:, on_hold] == State.NOT_MEASURED) & ~np.isnan(
        scores.max_points[:, on_hold]
    )
    return [int(count) for count in waits.sum(axis=1) * scores.unresolved]
