"""The weighted harmonic mean."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.aggregations.base import AggregationMethod
from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.sums import Array, quotient, sums, where_positive
from opendti.methods.aggregations.texts import ChildTexts


class HarmonicMean(AggregationMethod):
    """Σ w ÷ Σ (w ÷ x); NaN where a value is not above 0."""

    name = "harmonic"
    title = Text(vi="trung bình điều hòa", en="harmonic mean")
    label = Text(vi="trung bình điều hòa", en="harmonic mean")
    over_zero = "harmonic_over_zero"

    @override
    def aggregate(self, values: Array, weights: Array) -> Array:
        with np.errstate(divide="ignore", invalid="ignore"):
            reciprocals = 1.0 / values
        total, weight = sums(reciprocals, weights)
        return where_positive(values, quotient(weight, total))

    @override
    def arithmetic(self, children: ChildTexts) -> str:
        total = " + ".join(f"{weight} ÷ {value}" for weight, value in children.pairs)
        return f"{children.whole} ÷ ({total})"

    @override
    def formula(self, cells: GroupCells) -> str:
        parts = f"IF(ISNUMBER({cells.children}),{cells.weights}/{cells.children})"
        return cells.where_positive(f"{cells.present}/SUM({parts})")
