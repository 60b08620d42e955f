"""Places in a ranking, with ties."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray


def competition_places(values: NDArray[Any], axis: int = -1) -> NDArray[np.int64]:
    """
    Rank downwards; equal values share a place and the next place is left out.

    Parameters
    ----------
    values
        Array of any shape, ranked along `axis`; every other axis is a separate race.
        Values are compared as they are: round first where ties should be real.
    axis
        The axis of the competitors.

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
    order = np.argsort(-races, axis=-1)  # NaN sorts to the end
    ordered = np.take_along_axis(races, order, axis=-1)
    taken = np.broadcast_to(np.arange(1, races.shape[-1] + 1), ordered.shape).copy()
    taken[..., 1:][ordered[..., 1:] == ordered[..., :-1]] = 0
    np.maximum.accumulate(taken, axis=-1, out=taken)
    taken[np.isnan(ordered)] = 0
    places = np.empty_like(taken)
    np.put_along_axis(places, order, taken, axis=-1)
    return np.moveaxis(places, -1, axis)
