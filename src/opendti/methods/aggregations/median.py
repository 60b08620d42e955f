"""The weighted median."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.aggregations.base import AggregationMethod
from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.sums import TIE_TOLERANCE, Array
from opendti.methods.aggregations.texts import ChildTexts


class WeightedMedian(AggregationMethod):
    """
    Half of the weight lies on either side.

    Where the half falls exactly between two values it is their mean, so that equal
    weights give the ordinary median.
    """

    name = "median"
    title = Text(vi="trung vị", en="median")
    label = Text(vi="trung vị", en="median")

    @override
    def aggregate(self, values: Array, weights: Array) -> Array:
        shares = np.broadcast_to(weights[..., None, :], values.shape)
        shares = np.where(np.isnan(values), 0.0, shares)
        whole = shares.sum(axis=-1, keepdims=True)
        order = np.argsort(values, axis=-1)
        ordered = np.take_along_axis(values, order, axis=-1)
        below = np.cumsum(np.take_along_axis(shares, order, axis=-1), axis=-1)
        with np.errstate(divide="ignore", invalid="ignore"):
            reached = below / whole
        # With a tolerance: three weights of 1/3 do not add up to an exact half or whole.
        low = np.argmax(reached >= 0.5 - TIE_TOLERANCE, axis=-1)[..., None]
        high = np.argmax(reached > 0.5 + TIE_TOLERANCE, axis=-1)[..., None]
        pair = [
            np.take_along_axis(ordered, index, axis=-1)[..., 0] for index in (low, high)
        ]
        return np.where(whole[..., 0] > 0, 0.5 * (pair[0] + pair[1]), np.nan)

    @override
    def arithmetic(self, children: ChildTexts) -> str:
        weighs = children.text("trọng số", "weight")
        pairs = zip(children.weights, children.values, strict=True)
        return "; ".join(f"{value} ({weighs} {weight})" for weight, value in pairs)

    @override
    def formula(self, cells: GroupCells) -> str:
        # Where the weight of what is not greater reaches a half, and where it passes it.
        children = cells.children
        numbers = f"ISNUMBER({children})"
        weights = f"IF({numbers},{cells.weights},0)"
        reached = f"MMULT({weights},--(TRANSPOSE({children})<={children}))"
        reached = f"{reached}/{cells.present}"
        low = f"MIN(IF({numbers},IF({reached}>={0.5 - TIE_TOLERANCE!r},{children})))"
        high = f"MIN(IF({numbers},IF({reached}>{0.5 + TIE_TOLERANCE!r},{children})))"
        return f"({low}+{high})/2"
