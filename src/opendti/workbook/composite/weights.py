"""The weights of a group's children, scaled to 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.methods.weightings import WEIGHTINGS, WeightingMethod
from opendti.plan.composite import Aggregation
from opendti.workbook.composite.layout import WEIGHT
from opendti.workbook.composite.stages import StageSheet
from opendti.workbook.composite.words import WEIGHTS
from opendti.workbook.grid import Column, SheetGrid, Value, here
from opendti.workbook.totals import heading, over
from opendti.workbook.words import NOTHING

NOTE = "Tỷ trọng của các mục con trong nhóm, cộng lại bằng 1; mục không có giá trị thì tỷ trọng chia cho các mục còn lại."
WRITTEN = (
    "Viết bằng số: thành phần chính thứ nhất không tính được bằng công thức bảng tính. "
    "Số do phần mềm tính từ chính số liệu này; sửa số liệu thì tỷ trọng không tự đổi"
)
DECIMALS = 6


def weights_grid(page: StageSheet) -> SheetGrid:
    """Lay out one row a block, the children of each group side by side."""
    layout = page.layout
    codes = [block.code for block in layout.plan.blocks]
    columns = [Column("Khối", "", "Mã khối", page.styles("key"), "", codes, 14)]
    for aggregation in layout.composite.aggregations:
        columns.extend(_Weights(page, aggregation).columns())
    title = f"{WEIGHTS}: tỷ trọng của các mục con"
    method = WEIGHTINGS[layout.composite.weights]
    words = method.sheet_words
    note = f"{NOTE} Cách lấy: {f'{words}. {WRITTEN}' if method.is_computed else words}."
    return SheetGrid(WEIGHTS, title, note, tuple(columns), layout.blocks, 1)


@dataclass(frozen=True, slots=True)
class _Weights:
    page: StageSheet
    aggregation: Aggregation

    def columns(self) -> Iterator[Column]:
        """Yield the children's shares, and what they add up to before scaling."""
        layout = self.page.layout
        count = self.aggregation.children.size
        total = here(layout.weights[self.aggregation.entry] + count)
        for index, child in enumerate(self.aggregation.children.tolist()):
            formula = self._method.share(layout.rule_cell(child, WEIGHT), total)
            words = heading(layout.cell_map, child)
            yield self._column(words, "Tỷ trọng", formula, self._shares(index))
        yield self._column(
            "Các mục con", "Tổng trước khi chia", self._total(), self._totals()
        )

    @property
    def _method(self) -> WeightingMethod:
        return WEIGHTINGS[self.page.layout.composite.weights]

    def _column(
        self, words: str, title: str, formula: str, values: Sequence[Value]
    ) -> Column:
        return Column(
            heading(self.page.layout.cell_map, self.aggregation.entry),
            words,
            title,
            self.page.styles("number", DECIMALS),
            formula,
            values,
            16,
        )

    def _total(self) -> str:
        children = self.aggregation.children.tolist()
        given = [self.page.layout.rule_cell(child, WEIGHT) for child in children]
        return self._method.total(over("SUM", given), len(children))

    def _totals(self) -> Sequence[Value]:
        weights = self._uncomputed()
        total = 1.0 if weights is None else float(weights.sum())
        return self.page.traced.kept([total] * self.page.layout.blocks)

    def _shares(self, index: int) -> Sequence[Value]:
        """Return a child's share in every block that has units."""
        found = self.page.traced.run.weights
        weights = self._uncomputed()
        anyway = None if weights is None else weights / weights.sum()
        shares: list[Value] = []
        for block in range(self.page.layout.blocks):
            weights = found.get((self.aggregation.entry, block), anyway)
            shares.append(NOTHING if weights is None else float(weights[index]))
        return shares if self._method.is_computed else self.page.traced.kept(shares)

    def _uncomputed(self) -> np.ndarray | None:
        """Return the weights (K,) of a block whatever its units; None where computed from them."""
        if self._method.is_computed:
            return None
        weights = self.aggregation.weights
        return self._method.weigh(weights[np.newaxis], weights)
