"""
How numbers come onto a common scale (`normalise`).

Every function takes (…, unit, item) values whose direction is applied already (times
-1 where less is better), the numbers of the scale by column, and the row of the
reference unit; it gives the same shape. What cannot be told (a column without spread)
is NaN, and its weight is shared out like that of a missing number.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.ranks import competition_ranks
from opendti.numeric.tolerance import SAME, is_same
from opendti.plan.composite import Scaling
from opendti.scoring.composite.moments import (
    count_of,
    deviation_of,
    greatest_of,
    has_spread,
    least_of,
    mean_of,
)

Array = NDArray[np.float64]
Normaliser = Callable[[Array, Scaling, int], Array]


def none(values: Array, _scale: Scaling, _row: int) -> Array:
    """Leave the numbers as they are, x."""
    return values


def min_max(values: Array, scale: Scaling, _row: int) -> Array:
    """Spread the column over the range: (x - min) ÷ (max - min) · (high - low) + low."""
    least = least_of(values)[..., None, :]
    whole = _way(least, greatest_of(values)[..., None, :])
    return _spread(values - least, whole, scale)


def z_score(values: Array, scale: Scaling, _row: int) -> Array:
    """Standardise: (x - mean) ÷ standard deviation (n - 1) · deviation + mean of the scale."""
    deviation = np.where(has_spread(values), deviation_of(values), np.nan)[..., None, :]
    apart = values - mean_of(values)[..., None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(apart / deviation * scale.deviation + scale.mean)


def rank(values: Array, _scale: Scaling, _row: int) -> Array:
    """Count from below: the worst is 1, ties share the lower number (1, 2, 2, 4)."""
    return _ranks(values)


def percentile_rank(values: Array, scale: Scaling, _row: int) -> Array:
    """Spread the ranks over the range: (rank - 1) ÷ (n - 1)."""
    others = (count_of(values).astype(np.float64) - 1.0)[..., None, :]
    return _spread(_ranks(values) - 1.0, others, scale)


def borda(values: Array, _scale: Scaling, _row: int) -> Array:
    """Count the units that are worse: rank - 1."""
    return _ranks(values) - 1.0


def distance_to_best(values: Array, scale: Scaling, _row: int) -> Array:
    """Take what is left of the way to the best: 1 - (max - x) ÷ (max - min)."""
    greatest = greatest_of(values)[..., None, :]
    return _remaining(values, greatest, scale)


def distance_to_reference(values: Array, scale: Scaling, row: int) -> Array:
    """Take what is left of the way to a unit: 1 - (x_ref - x) ÷ (x_ref - min)."""
    result = _remaining(values, values[..., row : row + 1, :], scale)
    return np.where(scale.capped, np.minimum(result, scale.high), result)


def distance_to_target(values: Array, scale: Scaling, _row: int) -> Array:
    """
    Take what is left of the way to the target: 1 - (target - x) ÷ (target - min).

    Where the target does not lie above the least number there is no way to it, and the formula
    would turn the order round: capped, every unit is at the top; else there is no value.
    """
    least = least_of(values)[..., None, :]
    is_ahead = (scale.target > least) & ~is_same(scale.target, least)
    result = _remaining(values, np.where(is_ahead, scale.target, np.nan), scale)
    capped = np.where(is_ahead, np.minimum(result, scale.high), scale.high)
    result = np.where(scale.capped, capped, result)
    return np.where(np.isnan(values), np.nan, result)


def fraction_of_max(values: Array, scale: Scaling, _row: int) -> Array:
    """Divide by the greatest: x ÷ max, where that is above 0."""
    greatest = greatest_of(values)[..., None, :]
    return _spread(values, np.where(greatest > 0, greatest, np.nan), scale)


def goalposts(values: Array, scale: Scaling, _row: int) -> Array:
    """Take the way from post to post: (x - lower) ÷ (upper - lower), capped at both."""
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


def _spread(part: Array, whole: Array, scale: Scaling) -> Array:
    """Spread a share over the range; a whole of nothing gives no value."""
    with np.errstate(divide="ignore", invalid="ignore"):
        share = part / np.where(whole == 0, np.nan, whole)
    return np.asarray(share * (scale.high - scale.low) + scale.low)


def _way(start: Array, end: Array) -> Array:
    """Return end - start; NaN where the two differ by round-off only."""
    return np.where(is_same(start, end), np.nan, end - start)


def _remaining(values: Array, aim: Array, scale: Scaling) -> Array:
    whole = _way(least_of(values)[..., None, :], aim)
    share = 1.0 - (aim - values) / whole
    return np.asarray(share * (scale.high - scale.low) + scale.low)


def _ranks(values: Array) -> Array:
    places = competition_ranks(-values, axis=-2, tolerance=SAME).astype(np.float64)
    return np.where(places == 0, np.nan, places)
