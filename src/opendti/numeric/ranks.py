"""Competition ranks (1, 2, 2, 4)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def competition_ranks(
    values: NDArray[Any], axis: int = -1, *, tolerance: float = 0.0
) -> NDArray[np.int64]:
    """
    Rank from the greatest down; equal values share a rank and the next rank is skipped.

    A rank is the number of better values plus one. With a `tolerance`, better means greater
    by more than that share of the value itself: round-off is no difference.

    Parameters
    ----------
    values
        Array of any shape, ranked along `axis`; every other axis is a group of its own.
        Values are compared as they are: round first where ties should be real.
    axis
        The axis of the units ranked among each other.
    tolerance
        `SAME`, for values that were computed; 0 for rounded ones.

    Returns
    -------
    ndarray of int64
        1 for the largest, then 1, 2, 2, 4; 0 where the value is NaN (not ranked).

    Examples
    --------
    >>> competition_ranks(np.array([0.4, 0.9, 0.4, float("nan"), 0.1]))
    array([2, 1, 2, 0, 4])
    """
    groups = np.moveaxis(np.asarray(values, dtype=np.float64), axis, -1)
    if tolerance > 0:
        return np.moveaxis(_ranks_beyond(groups, tolerance), -1, axis)
    order = np.argsort(-groups, axis=-1)  # NaN sorts to the end
    ordered = np.take_along_axis(groups, order, axis=-1)
    taken = np.broadcast_to(np.arange(1, groups.shape[-1] + 1), ordered.shape).copy()
    # A tie takes no new rank: it is blanked, and the maximum accumulated so far is the shared
    # one.
    taken[..., 1:][ordered[..., 1:] == ordered[..., :-1]] = 0
    np.maximum.accumulate(taken, axis=-1, out=taken)
    taken[np.isnan(ordered)] = 0
    ranks = np.empty_like(taken)
    np.put_along_axis(ranks, order, taken, axis=-1)
    return np.moveaxis(ranks, -1, axis)


def _ranks_beyond(groups: NDArray[np.float64], tolerance: float) -> NDArray[np.int64]:
    """Count for each value those that are greater by more than the tolerance, plus one."""
    size = groups.shape[-1]
    order = np.argsort(groups, axis=-1)  # NaN sorts to the end
    ordered = np.take_along_axis(groups, order, axis=-1)
    reach = ordered + tolerance * np.abs(ordered)
    # One sort of values and reaches together counts the values within each reach.
    merged = np.concatenate([ordered, reach], axis=-1)
    # Stable, so that of two equal numbers a value sorts before the reach of another: it is
    # within it.
    position = np.argsort(np.argsort(merged, axis=-1, kind="stable"), axis=-1)
    within = position[..., size:] - np.arange(size)
    numbers = (~np.isnan(ordered)).sum(axis=-1, keepdims=True)
    ranks = np.where(np.isnan(ordered), 0, numbers - within + 1)
    result = np.empty_like(ranks)
    np.put_along_axis(result, order, ranks, axis=-1)
    return result
