"""Places in a ranking, with ties."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def competition_places(
    values: NDArray[Any], axis: int = -1, *, tolerance: float = 0.0
) -> NDArray[np.int64]:
    """
    Rank downwards; equal values share a place and the next place is left out.

    A rank is the number of better values plus one. With a `tolerance`, better means greater
    by more than that share of the value itself: round-off makes nobody better.

    Parameters
    ----------
    values
        Array of any shape, ranked along `axis`; every other axis is a separate race.
        Values are compared as they are: round first where ties should be real.
    axis
        The axis of the competitors.
    tolerance
        `SAME`, for values that were computed; 0 for rounded ones.

    Returns
    -------
    ndarray of int64
        1 for the largest, then 1, 2, 2, 4; 0 where the value is NaN (not ranked).

    Examples
    --------
    >>> competition_places(np.array([0.4, 0.9, 0.4, float("nan"), 0.1]))
    array([2, 1, 2, 0, 4])
    """
    races = np.moveaxis(np.asarray(values, dtype=np.float64), axis, -1)
    if tolerance > 0:
        return np.moveaxis(_ranks_beyond(races, tolerance), -1, axis)
    order = np.argsort(-races, axis=-1)  # NaN sorts to the end
    ordered = np.take_along_axis(races, order, axis=-1)
    taken = np.broadcast_to(np.arange(1, races.shape[-1] + 1), ordered.shape).copy()
    taken[..., 1:][ordered[..., 1:] == ordered[..., :-1]] = 0
    np.maximum.accumulate(taken, axis=-1, out=taken)
    taken[np.isnan(ordered)] = 0
    places = np.empty_like(taken)
    np.put_along_axis(places, order, taken, axis=-1)
    return np.moveaxis(places, -1, axis)


def _ranks_beyond(races: NDArray[np.float64], tolerance: float) -> NDArray[np.int64]:
    """Count for each value those that are greater by more than the tolerance, plus one."""
    size = races.shape[-1]
    order = np.argsort(races, axis=-1)  # NaN sorts to the end
    ordered = np.take_along_axis(races, order, axis=-1)
    reach = ordered + tolerance * np.abs(ordered)
    # One sort of values and reaches together counts the values within each reach.
    merged = np.concatenate([ordered, reach], axis=-1)
    position = np.argsort(np.argsort(merged, axis=-1, kind="stable"), axis=-1)
    within = position[..., size:] - np.arange(size)
    numbers = (~np.isnan(ordered)).sum(axis=-1, keepdims=True)
    ranks = np.where(np.isnan(ordered), 0, numbers - within + 1)
    result = np.empty_like(ranks)
    np.put_along_axis(result, order, ranks, axis=-1)
    return result
