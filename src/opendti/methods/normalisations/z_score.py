"""The z-score: how many standard deviations a number lies above the block's mean."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import NormalisationMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters
from opendti.numeric.moments import deviation_of, has_spread, mean_of


class ZScore(NormalisationMethod):
    """(x - mean) ÷ standard deviation (n - 1) · deviation + mean of the scale."""

    name = "z_score"
    title = Text(vi="điểm z", en="z-score")
    label = Text(vi="điểm z", en="z-score")
    has_range = False

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        # Equal numbers have a deviation of round-off, by which a share would be noise.
        deviation = np.where(has_spread(values), deviation_of(values), np.nan)
        apart = values - mean_of(values)[..., None, :]
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = apart / deviation[..., None, :]
            return np.asarray(shares * scale.deviation + scale.mean)

    @override
    def may_be_positive(self, low: float, mean: float) -> bool:
        # z-scores lie on both sides of their mean: about 50 they may all be above 0.
        return mean > 0

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        write, scale = number.write, number.scale
        apart = f"({write(number.own)} − {write(number.mean)})"
        share = f"{apart} ÷ {write(number.deviation)}"
        return f"{share} × {write(scale.deviation[0])} + {write(scale.mean[0])}"

    @override
    def formula(self, cells: ScaleCells) -> str:
        share = f"({cells.own}-{cells.mean})/{cells.deviation}"
        text = f"{share}*{cells.number('deviation')}+{cells.number('mean')}"
        return cells.where(cells.differ(cells.minimum, cells.maximum), text)
