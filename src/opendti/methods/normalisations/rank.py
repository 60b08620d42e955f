"""The rank among the units of the block."""

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


class Rank(NormalisationMethod):
    """Counted from below: the worst is 1, ties share the lower number (1, 2, 2, 4)."""

    name = "rank"
    title = Text(vi="thứ hạng", en="rank")
    label = Text(vi="thứ hạng", en="rank")
    has_range = False

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        return ranks_from_below(values)

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return number.write(number.rank)

    @override
    def formula(self, cells: ScaleCells) -> str:
        return f"{cells.worse}+1"
