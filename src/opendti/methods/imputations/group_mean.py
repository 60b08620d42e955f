"""Imputation by the mean of the unit's group."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array, filled_by_group
from opendti.numeric.moments import mean_of


class GroupMean(ImputationMethod):
    """The mean of the units of the group, in the block, that have a number."""

    name = "group_mean"
    title = Text(vi="trung bình của nhóm", en="the mean of the group")
    label = Text(vi="trung bình của nhóm", en="mean of the group")
    needs_group = True

    @override
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        return filled_by_group(values, groups, mean_of)

    @override
    def formula(self, cells: ImputationCells) -> str:
        return cells.of_group("AVERAGE")
