"""The fraction of the greatest number of the block."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import NormalisationMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters, spread
from opendti.numeric.moments import max_of


class FractionOfMax(NormalisationMethod):
    """x ÷ max, where that is above 0, mapped to the range."""

    name = "fraction_of_max"
    title = Text(vi="tỷ lệ so với lớn nhất", en="fraction of the maximum")
    label = Text(vi="phần của giá trị lớn nhất", en="fraction of the maximum")
    dropped = "fraction_of_max_dropped"

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        return spread(values, max_of(values)[..., None, :], scale)

    @override
    def ends(self, scale: ScaleParameters) -> tuple[Array, Array]:
        return np.full_like(scale.low, -np.inf), scale.high

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        share = f"{number.write(number.own)} ÷ {number.write(number.maximum)}"
        return number.spread(share)

    @override
    def formula(self, cells: ScaleCells) -> str:
        maximum = cells.maximum
        return cells.where(f"{maximum}>0", cells.spread(f"{cells.own}/{maximum}"))
