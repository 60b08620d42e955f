"""Imputation by the median of the block."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array, filled
from opendti.numeric.moments import median_of


class BlockMedian(ImputationMethod):
    """The median of the block's units that have a number."""

    name = "median"
    title = Text(vi="trung vị của các đơn vị", en="the median of the units")
    label = Text(vi="trung vị của khối", en="median of the block")

    @override
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        return filled(values, median_of(values)[..., None, :])

    @override
    def formula(self, cells: ImputationCells) -> str:
        return cells.of_block("MEDIAN")
