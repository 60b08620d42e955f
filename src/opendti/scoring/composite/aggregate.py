"""
Aggregation of children to their parent's value (`aggregate`).

Every function takes the children's values (…, unit, child) and their weights (…, child),
and returns (…, unit). The weight of a missing child is shared out among the others; a
unit without any child of positive weight has no value.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.tolerance import SAME

Array = NDArray[np.float64]
Aggregator = Callable[[Array, Array], Array]
TIE_TOLERANCE = 1e-9
"""Weights for and against a unit that differ by less than this share are a tie."""
MAX_CELLS = 2_000_000
"""Comparisons of Copeland held in memory at a time."""
POSITIVE = frozenset({"geometric", "harmonic"})
"""Means that need values above 0."""


def arithmetic(values: Array, weights: Array) -> Array:
    """Return Σ w·x ÷ Σ w over the children that have a value."""
    total, weight = _sums(values, weights)
    return _quotient(total, weight)


def geometric(values: Array, weights: Array) -> Array:
    """Return exp(Σ w·ln x ÷ Σ w); NaN where a value is not above 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logarithms = np.log(values)
    total, weight = _sums(logarithms, weights)
    return _refused(values, np.exp(_quotient(total, weight)))


def harmonic(values: Array, weights: Array) -> Array:
    """Return Σ w ÷ Σ (w ÷ x); NaN where a value is not above 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        reciprocals = 1.0 / values
    total, weight = _sums(reciprocals, weights)
    return _refused(values, _quotient(weight, total))


def median(values: Array, weights: Array) -> Array:
    """
    Return the weighted median: half of the weight lies on either side.

    Where the half falls exactly between two values it is their mean, so that equal
    weights give the ordinary median.
    """
    shares = np.broadcast_to(weights[..., None, :], values.shape)
    shares = np.where(np.isnan(values), 0.0, shares)
    whole = shares.sum(axis=-1, keepdims=True)
    order = np.argsort(values, axis=-1)
    ordered = np.take_along_axis(values, order, axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        reached = np.cumsum(np.take_along_axis(shares, order, axis=-1), axis=-1) / whole
    low = np.argmax(reached >= 0.5 - TIE_TOLERANCE, axis=-1)[..., None]
    high = np.argmax(reached > 0.5 + TIE_TOLERANCE, axis=-1)[..., None]
    pair = [
        np.take_along_axis(ordered, index, axis=-1)[..., 0] for index in (low, high)
    ]
    return np.where(whole[..., 0] > 0, 0.5 * (pair[0] + pair[1]), np.nan)


def copeland(values: Array, weights: Array) -> Array:
    """
    Return wins minus losses against every other unit.

    A unit wins against another where the children in which it is higher outweigh those
    in which it is lower; only children that both have count, and weights that are even
    up to 1e-9 are a tie. Source: OECD/JRC Handbook §1.6; Munda and Nardo (2005).
    """
    units = values.shape[-2]
    result = np.zeros(values.shape[:-1])
    step = max(1, MAX_CELLS // max(1, values.size))
    for start in range(0, units, step):
        rows = slice(start, start + step)
        apart = values[..., rows, None, :] - values[..., None, :, :]
        round_off = SAME * np.abs(values[..., rows, None, :])
        sides = np.where(np.abs(apart) > round_off, np.sign(apart), 0.0)
        both = (~np.isnan(apart)) @ weights[..., None, :, None]
        margin = (sides @ weights[..., None, :, None])[..., 0]
        won = np.where(
            np.abs(margin) > TIE_TOLERANCE * both[..., 0], np.sign(margin), 0.0
        )
        result[..., rows] = won.sum(axis=-1)
    has_value = ((~np.isnan(values)) & (weights[..., None, :] > 0)).any(axis=-1)
    return np.where(has_value, result, np.nan)


AGGREGATORS: dict[str, Aggregator] = {
    "arithmetic": arithmetic,
    "geometric": geometric,
    "harmonic": harmonic,
    "median": median,
    "copeland": copeland,
}
"""Every aggregation by its stable name."""


def _sums(values: Array, weights: Array) -> tuple[Array, Array]:
    """Sum w·x and w over the children that have a value, one child after the other."""
    total = np.zeros(values.shape[:-1])
    weight = np.zeros(values.shape[:-1])
    for child in range(values.shape[-1]):
        column = values[..., child]
        is_there = ~np.isnan(column)
        share = weights[..., child, None]
        with np.errstate(invalid="ignore"):  # 0 · inf is NaN, which is refused later
            np.add(total, column * share, out=total, where=is_there)
        np.add(weight, np.broadcast_to(share, weight.shape), out=weight, where=is_there)
    return total, weight


def _quotient(above: Array, below: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / np.where(below == 0, np.nan, below))


def _refused(values: Array, result: Array) -> Array:
    return np.where((values <= 0).any(axis=-1), np.nan, result)
