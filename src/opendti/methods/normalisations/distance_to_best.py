"""The distance to the best unit of the block."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import BoundedMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters, remaining
from opendti.numeric.moments import max_of


class DistanceToBest(BoundedMethod):
    """1 minus the relative distance, 1 - (max - x) ÷ (max - min), mapped to the range."""

    name = "distance_to_best"
    title = Text(vi="khoảng cách đến mức tốt nhất", en="distance to the best")
    label = Text(vi="khoảng cách đến đơn vị tốt nhất", en="distance to the best unit")

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        return remaining(values, max_of(values)[..., None, :], scale)

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return number.spread(number.rest(number.maximum))

    @override
    def formula(self, cells: ScaleCells) -> str:
        differ = cells.differ(cells.minimum, cells.maximum)
        return cells.where(differ, cells.remaining(cells.maximum))
