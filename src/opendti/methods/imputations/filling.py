"""What several imputations compute alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def filled(values: Array, stand_in: Array) -> Array:
    """Return the numbers (…, U, I), and where one is missing the stand-in, which broadcasts to them."""
    return np.where(np.isnan(values), stand_in, values)


def filled_by_group(
    values: Array, groups: Array, statistic: Callable[[Array], Array]
) -> Array:
    """
    Fill missing numbers with a statistic of the unit's group.

    Parameters
    ----------
    values
        (…, U, I); NaN where there is no number.
    groups
        (…, U): a number a group; NaN for a unit of none, which keeps its gaps.
    statistic
        Takes (…, U, I) and returns (…, I), as those of `numeric.moments`.

    Returns
    -------
    ndarray
        (…, U, I); NaN where no unit of the group has a number.
    """
    result = values
    for group in np.unique(groups[~np.isnan(groups)]):
        members = (groups == group)[..., None]
        of_group = statistic(np.where(members, values, np.nan))[..., None, :]
        result = np.where(members & np.isnan(values), of_group, result)
    return result
