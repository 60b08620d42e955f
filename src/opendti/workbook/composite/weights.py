"""The weights of a group's children, scaled to 1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from opendti.plan.composite import Aggregation
from opendti.workbook.composite.layout import WEIGHT, CompositeLayout
from opendti.workbook.composite.stages import Page
from opendti.workbook.composite.words import WEIGHTS
from opendti.workbook.grid import Column, SheetGrid, Value, here
from opendti.workbook.totals import heading, over
from opendti.workbook.words import NOTHING

NOTE = "Tỷ trọng của các mục con trong nhóm, cộng lại bằng 1; mục không có giá trị thì tỷ trọng chia cho các mục còn lại."
WRITTEN = (
    "Viết bằng số: thành phần chính thứ nhất không tính được bằng công thức bảng tính. "
    "Số do phần mềm tính từ chính số liệu này; sửa số liệu thì tỷ trọng không tự đổi"
)
WORDS = {
    "given": "Trọng số của bộ chỉ số ÷ tổng",
    "equal": "Chia đều",
    "pca": f"Hệ số tải của thành phần chính thứ nhất. {WRITTEN}",
    "pca_squared": f"Bình phương hệ số tải của thành phần chính thứ nhất. {WRITTEN}",
}
DECIMALS = 6


def weights_grid(page: Page) -> SheetGrid:
    """Lay out one row a block, the children of each group side by side."""
    layout = page.layout
    codes = [block.code for block in layout.plan.blocks]
    columns = [Column("Khối", "", "Mã khối", page.styles("key"), "", codes, 14)]
    for aggregation in layout.composite.aggregations:
        columns.extend(_Weights(page, aggregation).columns())
    title = f"{WEIGHTS}: tỷ trọng của các mục con"
    note = f"{NOTE} Cách lấy: {WORDS[layout.composite.weights]}."
    return SheetGrid(WEIGHTS, title, note, tuple(columns), layout.blocks, 1)


@dataclass(frozen=True, slots=True)
class _Weights:
    page: Page
    aggregation: Aggregation

    def columns(self) -> Iterator[Column]:
        """Yield the children's shares, and what they add up to before scaling."""
        layout = self.page.layout
        count = self.aggregation.children.size
        total = here(layout.weights[self.aggregation.entry] + count)
        for index, child in enumerate(self.aggregation.children.tolist()):
            formula = {
                "given": f"{layout.rule_cell(child, WEIGHT)}/{total}",
                "equal": f"1/{total}",
            }.get(self._method, "")
            words = heading(layout.cell_map, child)
            yield self._column(words, "Tỷ trọng", formula, self._shares(index))
        yield self._column(
            "Các mục con", "Tổng trước khi chia", self._total(), self._totals()
        )

    @property
    def _method(self) -> str:
        return self.page.layout.composite.weights

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
        if self._method == "given":
            return over("SUM", list(_given(self.page.layout, self.aggregation)))
        return "1" if self._method != "equal" else f"{self.aggregation.children.size}"

    def _totals(self) -> Sequence[Value]:
        total = {
            "given": float(self.aggregation.weights.sum()),
            "equal": float(self.aggregation.children.size),
        }.get(self._method, 1.0)
        return self.page.traced.kept([total] * self.page.layout.blocks)

    def _shares(self, index: int) -> Sequence[Value]:
        """Return a child's share in every block that has units."""
        found = self.page.traced.run.weights
        shares: list[Value] = []
        for block in range(self.page.layout.blocks):
            weights = found.get((self.aggregation.entry, block), self._anyway())
            shares.append(NOTHING if weights is None else float(weights[index]))
        return shares if self._is_written else self.page.traced.kept(shares)

    @property
    def _is_written(self) -> bool:
        return self._method.startswith("pca")

    def _anyway(self) -> np.ndarray | None:
        """Return the shares in a block without units: they need none unless computed."""
        if self._is_written:
            return None
        weights = self.aggregation.weights
        if self._method == "equal":
            weights = np.ones_like(weights)
        return np.asarray(weights / weights.sum())


def _given(layout: CompositeLayout, aggregation: Aggregation) -> Iterator[str]:
    for child in aggregation.children.tolist():
        yield layout.rule_cell(child, WEIGHT)
