"""
Normalisation of numbers to a common scale (`normalise`).

Every function takes (…, unit, item) values whose direction is applied already (times
-1 where less is better), the parameters of the scale by column, and the row of the
reference unit; it returns the same shape. A column without spread is NaN, and its
weight is shared out like that of a missing number.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.ranks import competition_ranks
from opendti.numeric.tolerance import SAME, is_same
from opendti.plan.composite import Normalisation
from opendti.scoring.composite.moments import (
    count_of,
    deviation_of,
    has_spread,
    max_of,
    mean_of,
    min_of,
)

Array = NDArray[np.float64]
Normaliser = Callable[[Array, Normalisation, int], Array]


def none(values: Array, _scale: Normalisation, _row: int) -> Array:
    """Return the numbers unchanged, x."""
    return values


def min_max(values: Array, scale: Normalisation, _row: int) -> Array:
    """Map the column to the range: (x - min) ÷ (max - min) · (high - low) + low."""
    minimum = min_of(values)[..., None, :]
    whole = _distance(minimum, max_of(values)[..., None, :])
    return _spread(values - minimum, whole, scale)


def z_score(values: Array, scale: Normalisation, _row: int) -> Array:
    """Standardise: (x - mean) ÷ standard deviation (n - 1) · deviation + mean of the scale."""
    deviation = np.where(has_spread(values), deviation_of(values), np.nan)[..., None, :]
    apart = values - mean_of(values)[..., None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(apart / deviation * scale.deviation + scale.mean)


def rank(values: Array, _scale: Normalisation, _row: int) -> Array:
    """Count from below: the worst is 1, ties share the lower number (1, 2, 2, 4)."""
    return _ranks(values)


def percentile_rank(values: Array, scale: Normalisation, _row: int) -> Array:
    """Map the ranks to the range: (rank - 1) ÷ (n - 1)."""
    others = (count_of(values).astype(np.float64) - 1.0)[..., None, :]
    return _spread(_ranks(values) - 1.0, others, scale)


def borda(values: Array, _scale: Normalisation, _row: int) -> Array:
    """Count the units that are worse: rank - 1."""
    return _ranks(values) - 1.0


def distance_to_best(values: Array, scale: Normalisation, _row: int) -> Array:
    """Return 1 minus the relative distance to the best: 1 - (max - x) ÷ (max - min)."""
    maximum = max_of(values)[..., None, :]
    return _remaining(values, maximum, scale)


def distance_to_reference(values: Array, scale: Normalisation, row: int) -> Array:
    """Return 1 minus the relative distance to a unit: 1 - (x_ref - x) ÷ (x_ref - min)."""
    result = _remaining(values, values[..., row : row + 1, :], scale)
    return np.where(scale.capped, np.minimum(result, scale.high), result)


def distance_to_target(values: Array, scale: Normalisation, _row: int) -> Array:
    """
    Return 1 minus the relative distance to the target: 1 - (target - x) ÷ (target - min).

    Where the target is not above the minimum the formula would reverse the order: capped,
    every unit is at the top; otherwise there is no value.
    """
    minimum = min_of(values)[..., None, :]
    is_ahead = (scale.target > minimum) & ~is_same(scale.target, minimum)
    result = _remaining(values, np.where(is_ahead, scale.target, np.nan), scale)
    capped = np.where(is_ahead, np.minimum(result, scale.high), scale.high)
    result = np.where(scale.capped, capped, result)
    return np.where(np.isnan(values), np.nan, result)


def fraction_of_max(values: Array, scale: Normalisation, _row: int) -> Array:
    """Divide by the greatest: x ÷ max, where that is above 0."""
    maximum = max_of(values)[..., None, :]
    return _spread(values, np.where(maximum > 0, maximum, np.nan), scale)


def goalposts(values: Array, scale: Normalisation, _row: int) -> Array:
    """Return the relative distance between the goalposts: (x - lower) ÷ (upper - lower), capped at both."""
    share = (values - scale.lower) / (scale.upper - scale.lower)
    share = np.where(scale.capped, np.clip(share, 0.0, 1.0), share)
    return np.asarray(scale.low + share * (scale.high - scale.low))


NORMALISERS: dict[str, Normaliser] = {
    "none": none,
    "min_max": min_max,
    "z_score": z_score,
    "rank": rank,
    "percentile_rank": percentile_rank,
    "borda": borda,
    "distance_to_best": distance_to_best,
    "distance_to_reference": distance_to_reference,
    "distance_to_target": distance_to_target,
    "fraction_of_max": fraction_of_max,
    "goalposts": goalposts,
}
"""Every normalisation by its stable name."""


def _spread(part: Array, whole: Array, scale: Normalisation) -> Array:
    """Map part ÷ whole to the range; NaN where the whole is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = part / np.where(whole == 0, np.nan, whole)
    return np.asarray(share * (scale.high - scale.low) + scale.low)


def _distance(start: Array, end: Array) -> Array:
    """Return end - start; NaN where the two differ by round-off only."""
    return np.where(is_same(start, end), np.nan, end - start)


def _remaining(values: Array, aim: Array, scale: Normalisation) -> Array:
    whole = _distance(min_of(values)[..., None, :], aim)
    share = 1.0 - (aim - values) / whole
    return np.asarray(share * (scale.high - scale.low) + scale.low)


def _ranks(values: Array) -> Array:
    ranks = competition_ranks(-values, axis=-2, tolerance=SAME).astype(np.float64)
    return np.where(ranks == 0, np.nan, ranks)
