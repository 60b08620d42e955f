"""The sheet of sums: how children become their group, and the rounded values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.formula.spreadsheet import write_rounded
from opendti.formula.write import SPREADSHEET
from opendti.methods.aggregations import AGGREGATIONS, GroupCells
from opendti.plan.composite import Aggregation
from opendti.workbook.cell_map import NODE_MAXIMUM, NODE_POINTS, NODE_VALUE
from opendti.workbook.composite.layout import (
    DECIMALS,
    FIRST_COLUMN,
    HIGH,
    PRESENT,
    SHARE,
    counted,
)
from opendti.workbook.composite.stages import StageSheet
from opendti.workbook.composite.words import NOT_POSITIVE, percent
from opendti.workbook.grid import (
    FIRST,
    Column,
    SheetGrid,
    letter,
    width_of,
)
from opendti.workbook.heading_columns import block_number, unit_columns
from opendti.workbook.results import shown
from opendti.workbook.totals import heading
from opendti.workbook.words import NOTHING, TOTALS

NOTE = (
    "Mỗi nhóm: giá trị của các mục con, tổng tỷ trọng của mục có giá trị, giá trị của nhóm "
    "trên thang, đỉnh thang (gạch ngang nếu thang không có đỉnh), giá trị làm tròn nửa lên."
)


def aggregations_grid(page: StageSheet) -> SheetGrid:
    """Lay out every group from its children, then criteria that are ranked by themselves."""
    layout, cell_map = page.layout, page.layout.cell_map
    columns = [
        *unit_columns(cell_map, page.answers, page.styles),
        block_number(cell_map, page.answers, page.styles),
    ]
    grouped = set()
    for aggregation in layout.composite.aggregations:
        columns.extend(_AggregationColumns(page, aggregation).columns())
        grouped.add(aggregation.entry)
    # A criterion that is ranked by itself has no children to aggregate.
    for node in cell_map.nodes:
        if node not in grouped:
            words = "Lấy từ trang Chuẩn hóa"
            columns.extend(_node(page, node, words, _plain(page, node)))
    title = f"{TOTALS}: chỉ số chung và các nhóm"
    return SheetGrid(TOTALS, title, NOTE, tuple(columns), cell_map.units, FIRST_COLUMN)


def _plain(page: StageSheet, node: int) -> tuple[str, bool]:
    cell = page.layout.value_of(node)
    return f'IF(ISNUMBER({cell}),{cell},"{NOTHING}")', False


def _node(
    page: StageSheet, node: int, words: str, formula: tuple[str, bool]
) -> Iterator[Column]:
    """Yield a node's value on its scale, the top of the scale, the rounded value."""
    layout = page.layout
    scores = page.traced.results.scores
    exact = layout.cell_map.of_node(node, NODE_POINTS)
    decimals = layout.plan.rounding.value
    # ROUND of the size with the sign put back: half away from zero, as the engine rounds.
    size = write_rounded(f"ABS({exact})", decimals)
    rounded = f'IF(ISNUMBER({exact}),SIGN({exact})*{size},"{NOTHING}")'
    top = scores.max_points[:, node]
    parts = (
        (NODE_POINTS, "Trên thang", *formula, shown(scores.points[:, node])),
        (
            NODE_MAXIMUM,
            "Đỉnh thang",
            _top(page, node),
            False,
            shown(np.where(np.isinf(top), np.nan, top)),
        ),
        (NODE_VALUE, "Giá trị", rounded, False, shown(scores.values[:, node])),
    )
    for part, title, text, is_array, values in parts:
        yield Column(
            heading(layout.cell_map, node),
            words,
            title,
            page.styles("strong", decimals)
            if part == NODE_VALUE
            else page.styles("number", DECIMALS),
            text,
            page.traced.kept(values),
            width_of(decimals),
            is_array,
        )


def _top(page: StageSheet, node: int) -> str:
    """Return the top of a node's scale, where the unit's block has the node at all."""
    cell = page.layout.rule_cell(node, HIGH)
    leaves = list(page.layout.plan.entries[node].leaves)
    if not np.isnan(page.layout.plan.maxima[:, leaves]).all(axis=1).any():
        return cell
    cells = [page.layout.cell_map.full_points(leaf) for leaf in leaves]
    asks = ",".join(f'{leaf}<>"{NOTHING}"' for leaf in cells)
    return f'IF(OR({asks}),{cell},"{NOTHING}")'


@dataclass(frozen=True, slots=True)
class _AggregationColumns:
    """Writes a group: its children, what of them there is, its value."""

    page: StageSheet
    aggregation: Aggregation

    def columns(self) -> Iterator[Column]:
        """Yield the columns of the group."""
        yield from self._children()
        children = self.page.layout.children_of(self.aggregation)
        weights = self._weights
        # Weights of children without a value are left out and the others rescaled by the method:
        # the sum that remains is a column of its own.
        present = f"SUMPRODUCT(--ISNUMBER({children}),{weights})"
        yield self._helper("Tỷ trọng có giá trị", present, self._present())
        if self.aggregation.availability is not None:
            share = f"COUNT({children})/MAX(1,{self._applying()})"
            yield self._helper("Tỷ lệ mục có giá trị", share, self._share())
        yield from _node(
            self.page, self.aggregation.entry, self._words(), self._formula()
        )

    @property
    def _weights(self) -> str:
        return self.page.layout.weights_of(self.aggregation)

    def _words(self) -> str:
        text = AGGREGATIONS[self.aggregation.method].column_words
        if self.aggregation.availability is None:
            return text
        return f"{text}; phải có từ {percent(self.aggregation.availability)} mục con áp dụng trở lên"

    def _helper(self, title: str, formula: str, values: NDArray[np.float64]) -> Column:
        return Column(
            heading(self.page.layout.cell_map, self.aggregation.entry),
            self._words(),
            title,
            self.page.styles("number", DECIMALS),
            formula,
            self.page.traced.kept(values.tolist()),
            13,
        )

    def _children(self) -> Iterator[Column]:
        layout = self.page.layout
        values = self._values()
        for index, child in enumerate(self.aggregation.children.tolist()):
            cell = layout.value_of(child)
            text = cell
            if self.aggregation.reversed[index]:
                text = f"{SPREADSHEET.number(layout.composite.reversal_offset(child))}-{cell}"
            yield Column(
                heading(layout.cell_map, self.aggregation.entry),
                heading(layout.cell_map, child),
                "Mục con, đổi chiều" if self.aggregation.reversed[index] else "Mục con",
                self.page.styles("number", DECIMALS),
                f'IF(ISNUMBER({cell}),{text},"{NOTHING}")',
                self.page.traced.kept(shown(values[:, index])),
                13,
            )

    def _values(self) -> NDArray[np.float64]:
        """Return the children's values (U, K), reversed where less is better."""
        values = self.page.traced.values[:, self.aggregation.children]
        for index in np.flatnonzero(self.aggregation.reversed):
            child = int(self.aggregation.children[index])
            middle = self.page.layout.composite.reversal_offset(child)
            values[:, index] = middle - values[:, index]
        return values

    def _present(self) -> NDArray[np.float64]:
        blocks = self.page.answers.blocks
        found = self.page.traced.run.weights
        weights = np.stack([
            found[self.aggregation.entry, int(block)] for block in blocks
        ])
        there = np.where(np.isnan(self._values()), 0.0, weights)
        return np.asarray(there.sum(axis=1))

    def _share(self) -> NDArray[np.float64]:
        applies = np.zeros((
            len(self.page.answers.units),
            self.aggregation.children.size,
        ))
        criteria = self.page.layout.composite.criteria
        raw = self.page.traced.run.raw
        for index, child in enumerate(self.aggregation.children.tolist()):
            first, last = self.page.layout.run_below(child)
            below = raw.applies(criteria[first : last + 1])
            applies[:, index] = np.broadcast_to(
                below.any(axis=1), applies[:, index].shape
            )
        there = (~np.isnan(self._values())).sum(axis=1)
        return np.asarray(there / np.maximum(applies.sum(axis=1), 1))

    def _applying(self) -> str:
        """Count the children of which anything applies to the unit."""
        layout = self.page.layout
        parts = []
        for child in self.aggregation.children.tolist():
            row = layout.across("raw", *layout.run_below(child))
            parts.append(f"({counted(row)}>0)")
        return "+".join(parts)

    def _formula(self) -> tuple[str, bool]:
        """Return the group's value, and whether it is an array formula."""
        method = AGGREGATIONS[self.aggregation.method]
        text = method.formula(self._cells())
        # Without any child that has a weight there is nothing to average.
        asks = [f"{self._after(PRESENT)}>0"]
        if self.aggregation.availability is not None:
            asks.append(f"{self._after(SHARE)}>={self.aggregation.availability!r}")
        ask = asks[0] if len(asks) == 1 else f"AND({','.join(asks)})"
        return f'IF({ask},{text},"{NOTHING}")', method.is_array

    def _cells(self) -> GroupCells:
        layout = self.page.layout
        return GroupCells(
            children=layout.children_of(self.aggregation),
            weights=self._weights,
            present=self._after(PRESENT),
            others=self._others(),
            same_block=layout.same_block(),
            not_positive=NOT_POSITIVE,
        )

    def _after(self, part: int) -> str:
        return self.page.layout.after(self.aggregation, part)

    def _others(self) -> str:
        """Return the children's cells of all units."""
        start = self.page.layout.children[self.aggregation.entry]
        first, last = letter(start), letter(start + self.aggregation.children.size - 1)
        end = FIRST + self.page.layout.units - 1
        return f"${first}${FIRST}:${last}${end}"
