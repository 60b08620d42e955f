"""Equal weights."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.weightings.base import Array, WeightingMethod


class EqualWeights(WeightingMethod):
    """All children the same."""

    name = "equal"
    title = Text(vi="chia đều", en="equal")
    label = Text(vi="bằng nhau", en="equal")
    sheet_words = "Chia đều"

    @override
    def weigh(self, values: Array, weights: Array) -> Array:
        return np.broadcast_to(
            np.ones(weights.size), (*values.shape[:-2], weights.size)
        )

    @override
    def share(self, given: str, total: str) -> str:
        return f"1/{total}"

    @override
    def total(self, given: str, count: int) -> str:
        return str(count)
