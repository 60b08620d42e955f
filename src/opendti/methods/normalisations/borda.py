"""The Borda score: how many units of the block are worse."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import NormalisationMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import (
    Array,
    ScaleParameters,
    ranks_from_below,
)


class Borda(NormalisationMethod):
    """rank - 1."""

    name = "borda"
    title = Text(vi="điểm Borda", en="Borda score")
    label = Text(vi="Borda", en="Borda")
    has_range = False

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        return ranks_from_below(values) - 1.0

    @override
    def may_be_positive(self, low: float, mean: float) -> bool:
        return False

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return f"{number.write(number.rank)} − 1"

    @override
    def formula(self, cells: ScaleCells) -> str:
        return cells.worse
