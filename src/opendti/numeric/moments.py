"""
Statistics of columns that skip missing numbers.

All take values of shape (…, unit, item) and return (…, item); NaN where there are too
few numbers.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.tolerance import is_same

Array = NDArray[np.float64]
MIN_FOR_KURTOSIS = 4
_NORMAL_QUARTILE = 0.6745
"""The median distance from the mean of a normal distribution with standard deviation 1."""
_MAX_EXPONENT = 200
"""Exponents of 2 beyond which a fourth power may leave what a double holds."""


def count_of(values: Array) -> NDArray[np.int64]:
    """Count the numbers of each column."""
    return np.asarray((~np.isnan(values)).sum(axis=-2))


def min_of(values: Array) -> Array:
    """Return the minimum of each column; NaN where all are missing."""
    # An empty or wholly missing column gives NaN, as `initial` does, and no warning.
    return np.asarray(np.fmin.reduce(values, axis=-2, initial=np.nan))


def max_of(values: Array) -> Array:
    """Return the maximum of each column; NaN where all are missing."""
    return np.asarray(np.fmax.reduce(values, axis=-2, initial=np.nan))


def has_spread(values: Array) -> NDArray[np.bool_]:
    """Return whether the numbers of each column differ by more than round-off."""
    minimum, maximum = min_of(values), max_of(values)
    return np.asarray(~(np.isnan(minimum) | is_same(minimum, maximum)))


def mean_of(values: Array) -> Array:
    """Return the mean of each column; NaN where all are missing."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.nansum(values, axis=-2) / count_of(values))


def deviation_of(values: Array) -> Array:
    """Return the standard deviation of each column, over n - 1."""
    apart, exponent = _apart(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        squares = np.nansum(apart * apart, axis=-2)
        deviation = np.sqrt(squares / np.maximum(count_of(values) - 1, 0))
    return np.asarray(np.ldexp(deviation, exponent))


def median_of(values: Array) -> Array:
    """Return the median of each column, of two middle numbers their mean; NaN where all are missing."""
    ordered = np.sort(values, axis=-2)  # NaN sorts to the end
    numbers = count_of(values)
    # Indices among the numbers alone: missing ones were sorted behind them.
    low = np.maximum(numbers - 1, 0) // 2
    high = np.minimum(numbers // 2, values.shape[-2] - 1)
    below = np.take_along_axis(ordered, low[..., None, :], axis=-2)
    above = np.take_along_axis(ordered, high[..., None, :], axis=-2)
    return np.asarray((0.5 * (below + above))[..., 0, :])


def robust_z(values: Array) -> Array:
    """
    Return how far each number lies from its column's median, in robust standard deviations.

    The modified z-score 0.6745 · (x - median) / MAD, of the same shape as the values; NaN where more
    than half of the numbers are the same, since the MAD (the median distance from the median) is then
    0. Source: Iglewicz and Hoaglin (1993), who take absolute values above 3.5 as outliers.
    """
    distance = values - median_of(values)[..., None, :]
    spread = _spread_of(distance)[..., None, :]
    with np.errstate(invalid="ignore"):
        return np.asarray(_NORMAL_QUARTILE * distance / spread)


def robust_fences(values: Array, limit: float) -> tuple[Array, Array]:
    """
    Return the least and the greatest number of each column whose `robust_z` is within a limit.

    NaN where there is no z-score.
    """
    median = median_of(values)
    reach = limit * _spread_of(values - median[..., None, :]) / _NORMAL_QUARTILE
    return median - reach, median + reach


def _spread_of(distance: Array) -> Array:
    """Return the median size of the distances from the median, NaN where that is 0."""
    spread = median_of(np.abs(distance))
    return np.where(is_same(spread, np.zeros_like(spread)), np.nan, spread)


def skewness_of(values: Array) -> Array:
    """
    Return the bias-corrected skewness G1 of each column (type 2, as spreadsheets do).

    NaN below three numbers and where all are the same. Source: Joanes and Gill (1998).
    """
    n, second, third, _ = _power_sums(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = np.sqrt(n) * third / second**1.5
        return np.asarray(plain * np.sqrt(n * (n - 1)) / (n - 2))


def kurtosis_of(values: Array) -> Array:
    """
    Return the bias-corrected excess kurtosis G2 of each column (type 2).

    NaN below four numbers and where all are the same. Source: Joanes and Gill (1998).
    """
    n, second, _, fourth = _power_sums(values)
    with np.errstate(divide="ignore", invalid="ignore"):
        plain = n * fourth / second**2
        # With two or three numbers the denominator is 0: masked below, as a spreadsheet's KURT
        # refuses them.
        corrected = ((n + 1) * (plain - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return np.where(n < MIN_FOR_KURTOSIS, np.nan, corrected)


def _power_sums(values: Array) -> tuple[Array, Array, Array, Array]:
    """Count, and sum the second, third and fourth powers about the mean, on a scale of their own."""
    apart, _ = _apart(values)
    squares = apart * apart
    second = np.nansum(squares, axis=-2)
    return (
        count_of(values).astype(np.float64),
        # A column of equal numbers has round-off for a variance; its shape would be noise over
        # noise.
        np.where(has_spread(values), second, np.nan),
        np.nansum(squares * apart, axis=-2),
        np.nansum(squares * squares, axis=-2),
    )


def _apart(values: Array) -> tuple[Array, NDArray[np.intc]]:
    """
    Return how far numbers lie from their mean, (…, unit, item), as parts of 2^exponent, (…, item).

    The exponent is 0 but for numbers whose powers would be too small or too large to store.
    """
    apart = values - mean_of(values)[..., None, :]
    # Scaled by a power of two, which changes no digit: the fourth power of 1e80 is past the end
    # of a double.
    furthest = np.fmax.reduce(np.abs(apart), axis=-2, initial=0.0)
    exponent = np.frexp(furthest)[1]
    exponent = np.where(np.abs(exponent) > _MAX_EXPONENT, exponent, 0)
    return np.ldexp(apart, -exponent[..., None, :]), exponent
