"""Min–max: where a number lies between the block's least and greatest."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import BoundedMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import (
    Array,
    ScaleParameters,
    distance,
    spread,
)
from opendti.numeric.moments import max_of, min_of


class MinMax(BoundedMethod):
    """(x - min) ÷ (max - min), mapped to the range."""

    name = "min_max"
    title = Text(vi="min–max", en="min–max")
    label = Text(vi="thấp nhất – cao nhất", en="min–max")

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        minimum = min_of(values)[..., None, :]
        whole = distance(minimum, max_of(values)[..., None, :])
        return spread(values - minimum, whole, scale)

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return number.spread(number.part(number.minimum, number.maximum))

    @override
    def formula(self, cells: ScaleCells) -> str:
        minimum, maximum = cells.minimum, cells.maximum
        share = f"({cells.own}-{minimum})/({maximum}-{minimum})"
        return cells.where(cells.differ(minimum, maximum), cells.spread(share))
