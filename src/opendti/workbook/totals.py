"""The sheet of sums: the index, groups and views, each points, maximum and value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from opendti.formula.spreadsheet import write_rounded
from opendti.plan.model import ROOT, PlanNode
from opendti.scoring import Answers
from opendti.workbook.cell_map import (
    FIRST_NODE,
    NODE_MAXIMUM,
    NODE_POINTS,
    NODE_VALUE,
    CellMap,
)
from opendti.workbook.grid import Column, SheetGrid, Value
from opendti.workbook.heading_columns import unit_columns
from opendti.workbook.results import Results, shown
from opendti.workbook.styles import Styles
from opendti.workbook.words import NOTHING, TOTALS

NOTE = "Điểm = tổng điểm các mục ghi ở hàng 4; giá trị = điểm ÷ điểm tối đa, làm tròn nửa lên."
MAX_ARGUMENTS = 200
"""A spreadsheet's SUM takes 255."""
MAX_NAMED = 12
"""So many codes are named in a heading before the rest is counted."""


def totals_grid(
    cell_map: CellMap, answers: Answers, results: Results | None, styles: Styles
) -> SheetGrid:
    """Lay out three columns a node or view."""
    columns = unit_columns(cell_map, answers, styles)
    writer = _Totals(cell_map, results, styles)
    for node in cell_map.nodes:
        columns.extend(writer.node(node))
    title = f"{TOTALS}: chỉ số chung và các nhóm"
    return SheetGrid(TOTALS, title, NOTE, tuple(columns), cell_map.units, FIRST_NODE)


def heading(cell_map: CellMap, node: int) -> str:
    """Return a node's code and title; the whole has no number."""
    entry = cell_map.plan.entries[node]
    return entry.title.vi if node == ROOT else f"{entry.code} {entry.title.vi}"


def added(cell_map: CellMap, node: int) -> tuple[int, ...]:
    """Return what is added up: the children, or the nodes that a view names."""
    entry = cell_map.plan.entries[node]
    if isinstance(entry, PlanNode):
        return entry.children
    return entry.nodes


@dataclass(frozen=True, slots=True)
class _Totals:
    cell_map: CellMap
    results: Results | None
    styles: Styles

    def node(self, index: int) -> Iterator[Column]:
        """Yield points, maximum and value of a node or view."""
        rounding = self.cell_map.plan.rounding
        number = self.styles("number", rounding.points)
        strong = self.styles("strong", rounding.value)
        parts = (
            (NODE_POINTS, "Điểm", number),
            (NODE_MAXIMUM, "Điểm tối đa", number),
            (NODE_VALUE, "Giá trị", strong),
        )
        for part, title, style in parts:
            yield Column(
                heading(self.cell_map, index),
                self._words(index),
                title,
                style,
                self._formula(index, part),
                self._values(index, part),
                11,
            )

    def _words(self, index: int) -> str:
        entries = self.cell_map.plan.entries
        codes = [entries[child].code for child in added(self.cell_map, index)]
        if not codes:
            return "Lấy từ trang Điểm"
        named = " + ".join(codes[:MAX_NAMED])
        rest = len(codes) - MAX_NAMED
        return f"Cộng {named}" + (f" + … (còn {rest} mục)" if rest > 0 else "")

    def _formula(self, index: int, part: int) -> str:
        if part == NODE_VALUE:
            return self._value(index)
        children = added(self.cell_map, index)
        if not children:
            criterion = self.cell_map.plan.entries[index].leaves[0]
            return self.cell_map.of_criterion(criterion, part)
        cells = [self.cell_map.of_node(child, part) for child in children]
        return f'IF({over("COUNT", cells)}=0,"{NOTHING}",{over("SUM", cells)})'

    def _value(self, index: int) -> str:
        points = self.cell_map.of_node(index, NODE_POINTS)
        maximum = self.cell_map.of_node(index, NODE_MAXIMUM)
        # As the engine does: penalties and bonuses carry no value past the ends.
        share = f"MAX(0,MIN(1,{points}/{maximum}))"
        value = write_rounded(share, self.cell_map.plan.rounding.value)
        return f'IF(N({maximum})>0,{value},"{NOTHING}")'

    def _values(self, index: int, part: int) -> Sequence[Value]:
        if self.results is None:
            return ()
        scores = self.results.scores
        tables = (scores.points, scores.max_points, scores.values)
        return shown(tables[part][:, index])


def over(function: str, cells: list[str]) -> str:
    """Apply a function that adds up to any number of cells."""
    # A group may have more children than a function takes arguments; sums of sums lose nothing.
    chunks = range(0, len(cells), MAX_ARGUMENTS)
    return "+".join(
        f"{function}({','.join(cells[start : start + MAX_ARGUMENTS])})"
        for start in chunks
    )
