"""Imputation by the median of the unit's group."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array, filled_by_group
from opendti.numeric.moments import median_of


class GroupMedian(ImputationMethod):
    """The median of the units of the group, in the block, that have a number."""

    name = "group_median"
    title = Text(vi="trung vị của nhóm", en="the median of the group")
    label = Text(vi="trung vị của nhóm", en="median of the group")
    needs_group = True

    @override
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        return filled_by_group(values, groups, median_of)

    @override
    def formula(self, cells: ImputationCells) -> str:
        return cells.of_group("MEDIAN")
