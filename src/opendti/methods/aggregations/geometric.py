"""The weighted geometric mean."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.aggregations.base import AggregationMethod
from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.sums import Array, quotient, sums, where_positive
from opendti.methods.aggregations.texts import ChildTexts


class GeometricMean(AggregationMethod):
    """exp(Σ w·ln x ÷ Σ w); NaN where a value is not above 0."""

    name = "geometric"
    title = Text(vi="trung bình nhân", en="geometric mean")
    label = Text(vi="trung bình nhân", en="geometric mean")
    over_zero = "geometric_over_zero"

    @override
    def aggregate(self, values: Array, weights: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            # As a mean of logarithms: a product of many values would leave what a double holds.
            logarithms = np.log(values)
        total, weight = sums(logarithms, weights)
        return where_positive(values, np.exp(quotient(total, weight)))

    @override
    def arithmetic(self, children: ChildTexts) -> str:
        product = " × ".join(f"{value}^{weight}" for weight, value in children.pairs)
        return f"({product})^(1 ÷ {children.whole})"

    @override
    def formula(self, cells: GroupCells) -> str:
        children = cells.children
        logarithms = f"IF(ISNUMBER({children}),LN({children})*{cells.weights})"
        return cells.where_positive(f"EXP(SUM({logarithms})/{cells.present})")
