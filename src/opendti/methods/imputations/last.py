"""Imputation by the last known number."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array, filled


class LastKnown(ImputationMethod):
    """The item `last` of the criterion."""

    name = "last"
    compares_units = False
    title = Text(vi="số liệu gần nhất đã biết", en="the last number known")
    label = Text(
        vi="số gần nhất đã biết (số liệu last)", en="last number known (the item last)"
    )
    needs_last = True
    is_array = False

    @override
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        return filled(values, last)

    @override
    def formula(self, cells: ImputationCells) -> str:
        if not cells.last:
            return ""
        return f"IF(ISNUMBER({cells.last}),{cells.last_number},NA())"
