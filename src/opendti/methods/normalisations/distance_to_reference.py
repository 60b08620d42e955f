"""The distance to a reference unit."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import CappedMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters, remaining


class DistanceToReference(CappedMethod):
    """1 minus the relative distance, 1 - (x of the unit - x) ÷ (x of the unit - min), mapped to the range."""

    name = "distance_to_reference"
    title = Text(
        vi="khoảng cách đến đơn vị tham chiếu", en="distance to a reference unit"
    )
    label = Text(vi="khoảng cách đến một đơn vị", en="distance to a reference unit")
    needs_reference = True
    dropped = "distance_to_reference_dropped"

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        result = remaining(values, values[..., row : row + 1, :], scale)
        return np.where(scale.capped, np.minimum(result, scale.high), result)

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return number.spread(number.rest(number.reference))

    @override
    def formula(self, cells: ScaleCells) -> str:
        reference = cells.oriented(cells.reference)
        text = cells.remaining(reference)
        if cells.scale.capped[0]:
            text = f"MIN({text},{cells.number('high')})"
        text = cells.where(cells.differ(cells.minimum, reference), text)
        return cells.where(f"ISNUMBER({cells.reference})", text)
