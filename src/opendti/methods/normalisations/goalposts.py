"""Where a number lies between the criterion's goalposts."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.errors import Fault
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import NormalisationMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters


class Goalposts(NormalisationMethod):
    """(x - lower) ÷ (upper - lower), kept from 0 to 1 where capped, mapped to the range."""

    name = "goalposts"
    title = Text(vi="theo hai mốc", en="goalposts")
    label = Text(vi="giữa hai mốc", en="goalposts")
    compares_units = False
    supports_capped = True
    caps_by_default = True
    missing_keys = {"goalposts": Fault("goalposts_missing")}

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        share = (values - scale.lower) / (scale.upper - scale.lower)
        share = np.where(scale.capped, np.clip(share, 0.0, 1.0), share)
        return np.asarray(scale.low + share * (scale.high - scale.low))

    @override
    def ends(self, scale: ScaleParameters) -> tuple[Array, Array]:
        low = np.where(scale.capped, scale.low, -np.inf)
        return low, np.where(scale.capped, scale.high, np.inf)

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        scale = number.scale
        return number.spread(number.part(scale.lower[0], scale.upper[0]))

    @override
    def formula(self, cells: ScaleCells) -> str:
        lower, upper = cells.number("lower"), cells.number("upper")
        share = f"({cells.own}-({lower}))/(({upper})-({lower}))"
        if cells.scale.capped[0]:
            share = f"MAX(0,MIN(1,{share}))"
        return cells.spread(share)
