"""The weighted arithmetic mean."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.aggregations.base import AggregationMethod
from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.sums import Array, quotient, sums
from opendti.methods.aggregations.texts import ChildTexts


class ArithmeticMean(AggregationMethod):
    """Σ w·x ÷ Σ w over the children that have a value."""

    name = "arithmetic"
    title = Text(vi="trung bình cộng", en="arithmetic mean")
    label = Text(vi="trung bình cộng", en="arithmetic mean")
    is_array = False

    @override
    def aggregate(self, values: Array, weights: Array) -> Array:
        total, weight = sums(values, weights)
        return quotient(total, weight)

    @override
    def arithmetic(self, children: ChildTexts) -> str:
        if children.is_unweighted:
            count = len(children.bracketed)
            return f"({' + '.join(children.bracketed)}) ÷ {count}"
        total = " + ".join(f"{weight} × {value}" for weight, value in children.pairs)
        return f"({total}) ÷ {children.whole}"

    @override
    def formula(self, cells: GroupCells) -> str:
        return f"SUMPRODUCT({cells.children},{cells.weights})/{cells.present}"
