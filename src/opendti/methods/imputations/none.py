"""No imputation: weights of missing numbers are shared out on aggregation."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array


class NoImputation(ImputationMethod):
    """The numbers as they are."""

    name = "none"
    compares_units = False
    title = Text(vi="để trống", en="blank")
    label = Text(vi="để trống", en="blank")
    fills = False
    is_array = False

    @override
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        return values

    @override
    def formula(self, cells: ImputationCells) -> str:
        return ""
