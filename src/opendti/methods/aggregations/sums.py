"""What several aggregations compute alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
# Weights are typed with few decimals and then divided: the tolerance is far below any that is
# meant.
TIE_TOLERANCE = 1e-9
"""Weights on two sides that differ by less than this share of them are a tie."""


def sums(values: Array, weights: Array) -> tuple[Array, Array]:
    """
    Return Σ w·x and Σ w over the children that have a value.

    Parameters
    ----------
    values
        (…, U, K) of the children; NaN where there is none.
    weights
        (…, K).

    Returns
    -------
    tuple of ndarray
        Both (…, U); 0 for a unit without any child.
    """
    total = np.zeros(values.shape[:-1])
    weight = np.zeros(values.shape[:-1])
    # Child after child, in the order of the framework: a pairwise sum may round differently by
    # the number of units.
    for child in range(values.shape[-1]):
        column = values[..., child]
        is_there = ~np.isnan(column)
        share = weights[..., child, None]
        with np.errstate(invalid="ignore"):  # 0 · inf is NaN, which is refused later
            np.add(total, column * share, out=total, where=is_there)
        np.add(weight, np.broadcast_to(share, weight.shape), out=weight, where=is_there)
    return total, weight


def quotient(above: Array, below: Array) -> Array:
    """Return above ÷ below, of any one shape; NaN where the divisor is 0."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(above / np.where(below == 0, np.nan, below))


def where_positive(values: Array, result: Array) -> Array:
    """Return the result (…, U) where all the children's values are above 0, else NaN."""
    return np.where((values <= 0).any(axis=-1), np.nan, result)
