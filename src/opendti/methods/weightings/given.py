"""The framework's own weights."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.weightings.base import Array, WeightingMethod


class GivenWeights(WeightingMethod):
    """As each node has it."""

    name = "given"
    title = Text(vi="theo bộ chỉ số", en="as the framework has them")
    label = Text(vi="như ghi ở từng mục", en="as given at each node")
    sheet_words = "Trọng số của bộ chỉ số ÷ tổng"
    explains_given = True

    @override
    def weigh(self, values: Array, weights: Array) -> Array:
        return np.broadcast_to(weights, (*values.shape[:-2], weights.size))

    @override
    def share(self, given: str, total: str) -> str:
        return f"{given}/{total}"

    @override
    def total(self, given: str, count: int) -> str:
        return given
