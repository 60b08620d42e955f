"""The distance to the criterion's target."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.errors import Fault
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import CappedMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters, remaining
from opendti.numeric.moments import min_of


class DistanceToTarget(CappedMethod):
    """
    1 minus the relative distance, 1 - (target - x) ÷ (target - min), mapped to the range.

    Where the target is not above the minimum the formula would reverse the order: capped,
    every unit is at the top; otherwise there is no value.
    """

    name = "distance_to_target"
    title = Text(vi="khoảng cách đến mục tiêu", en="distance to the target")
    label = Text(vi="khoảng cách đến mức mục tiêu", en="distance to target")
    missing_keys = {"target": Fault("target_missing")}
    dropped = "distance_to_target_dropped"

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        # A target below every unit would turn the order round: aimed at the minimum, which
        # `remaining` leaves without a value.
        aim = np.maximum(scale.target, min_of(values)[..., None, :])
        result = remaining(values, aim, scale)
        # `fmin` takes the top where the result is NaN: all units have passed the target.
        result = np.where(scale.capped, np.fmin(result, scale.high), result)
        return np.where(np.isnan(values), np.nan, result)

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        target = float(number.scale.target[0])
        if target <= number.minimum:
            return number.write(number.scale.high[0])
        return number.spread(number.rest(target))

    @override
    def formula(self, cells: ScaleCells) -> str:
        target, minimum = f"({cells.number('target')})", cells.minimum
        is_ahead = f"AND({target}>{minimum},{cells.differ(minimum, target)})"
        text = cells.remaining(target)
        if not cells.scale.capped[0]:
            return cells.where(is_ahead, text)
        high = cells.number("high")
        return f"IF({is_ahead},MIN({text},{high}),{high})"
