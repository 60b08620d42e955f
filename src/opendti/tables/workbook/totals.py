"""The sheet of sums: the index, groups and views, each points, maximum and value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opendti.formula.spreadsheet import write_rounded
from opendti.plan.model import ROOT, PlanNode
from opendti.scoring import Answers
from opendti.tables.workbook.grid import Column, Grid, Value
from opendti.tables.workbook.heads import unit_columns
from opendti.tables.workbook.results import Results, shown
from opendti.tables.workbook.spots import (
    FIRST_NODE,
    NODE_MOST,
    NODE_POINTS,
    NODE_VALUE,
    Spots,
)
from opendti.tables.workbook.styles import Styles
from opendti.tables.workbook.words import NOTHING, TOTALS

NOTE = "Điểm = tổng điểm các mục ghi ở hàng 4; giá trị = điểm ÷ điểm tối đa, làm tròn nửa lên."
MOST_ARGUMENTS = 200
"""A spreadsheet's SUM takes 255."""
MOST_NAMED = 12
"""So many codes are named in a heading before the rest is counted."""


def totals_grid(
    spots: Spots, answers: Answers, results: Results | None, styles: Styles
) -> Grid:
    """Lay out three columns a node or view."""
    columns = unit_columns(spots, answers, styles)
    writer = _Totals(spots, results, styles)
    for place in spots.nodes:
        columns.extend(writer.node(place))
    title = f"{TOTALS}: chỉ số chung và các nhóm"
    return Grid(TOTALS, title, NOTE, tuple(columns), spots.units, FIRST_NODE)


def heading(spots: Spots, place: int) -> str:
    """Return a node's code and title; the whole has no number."""
    entry = spots.plan.entries[place]
    return entry.title.vi if place == ROOT else f"{entry.code} {entry.title.vi}"


def added(spots: Spots, place: int) -> tuple[int, ...]:
    """Return what is added up: the children, or the nodes that a view names."""
    entry = spots.plan.entries[place]
    if isinstance(entry, PlanNode):
        return entry.children
    return entry.nodes


@dataclass(frozen=True, slots=True)
class _Totals:
    spots: Spots
    results: Results | None
    styles: Styles

    def node(self, place: int) -> Iterator[Column]:
        """Yield points, maximum and value of a node or view."""
        rounding = self.spots.plan.rounding
        number = self.styles("number", rounding.points)
        strong = self.styles("strong", rounding.value)
        parts = (
            (NODE_POINTS, "Điểm", number),
            (NODE_MOST, "Điểm tối đa", number),
            (NODE_VALUE, "Giá trị", strong),
        )
        for part, title, style in parts:
            yield Column(
                heading(self.spots, place),
                self._words(place),
                title,
                style,
                self._formula(place, part),
                self._values(place, part),
                11,
            )

    def _words(self, place: int) -> str:
        entries = self.spots.plan.entries
        codes = [entries[one].code for one in added(self.spots, place)]
        if not codes:
            return "Lấy từ trang Điểm"
        named = " + ".join(codes[:MOST_NAMED])
        rest = len(codes) - MOST_NAMED
        return f"Cộng {named}" + (f" + … (còn {rest} mục)" if rest > 0 else "")

    def _formula(self, place: int, part: int) -> str:
        if part == NODE_VALUE:
            return self._value(place)
        below = added(self.spots, place)
        if not below:
            criterion = self.spots.plan.entries[place].leaves[0]
            return self.spots.of_criterion(criterion, part)
        cells = [self.spots.of_node(one, part) for one in below]
        return f'IF({over("COUNT", cells)}=0,"{NOTHING}",{over("SUM", cells)})'

    def _value(self, place: int) -> str:
        points = self.spots.of_node(place, NODE_POINTS)
        most = self.spots.of_node(place, NODE_MOST)
        share = f"MAX(0,MIN(1,{points}/{most}))"
        value = write_rounded(share, self.spots.plan.rounding.value)
        return f'IF(N({most})>0,{value},"{NOTHING}")'

    def _values(self, place: int, part: int) -> Sequence[Value]:
        if self.results is None:
            return ()
        scores = self.results.scores
        tables = (scores.points, scores.max_points, scores.values)
        return shown(tables[part][:, place])


def over(function: str, cells: list[str]) -> str:
    """Apply a function that adds up to any number of cells."""
    chunks = range(0, len(cells), MOST_ARGUMENTS)
    return "+".join(
        f"{function}({','.join(cells[one : one + MOST_ARGUMENTS])})" for one in chunks
    )
