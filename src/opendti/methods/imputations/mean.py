"""Imputation by the mean of the block."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array, filled
from opendti.numeric.moments import mean_of


class BlockMean(ImputationMethod):
    """The mean of the block's units that have a number."""

    name = "mean"
    title = Text(vi="trung bình của các đơn vị", en="the mean of the units")
    label = Text(vi="trung bình của khối", en="mean of the block")

    @override
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        return filled(values, mean_of(values)[..., None, :])

    @override
    def formula(self, cells: ImputationCells) -> str:
        return cells.of_block("AVERAGE")
