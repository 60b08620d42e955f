"""What stands for a missing number (`impute`)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from opendti.scoring.composite.moments import mean_of, median_of

Array = NDArray[np.float64]
Imputer = Callable[[Array, Array, Array], Array]


def none(values: Array, _groups: Array, _last: Array) -> Array:
    """Leave what is missing missing; its weight is shared out later."""
    return values


def mean(values: Array, _groups: Array, _last: Array) -> Array:
    """
    Put the column's mean where a number is missing.

    Parameters
    ----------
    values
        (…, U, I), NaN where a number is missing.
    """
    return _filled(values, mean_of(values)[..., None, :])


def median(values: Array, _groups: Array, _last: Array) -> Array:
    """Put the column's median where a number is missing; as `mean`."""
    return _filled(values, median_of(values)[..., None, :])


def group_mean(values: Array, groups: Array, _last: Array) -> Array:
    """
    Put the mean of the unit's group where a number is missing.

    Parameters
    ----------
    values
        (…, U, I).
    groups
        (…, U) the number of each unit's group; NaN where it is in none.

    Returns
    -------
    ndarray
        (…, U, I); still NaN where nobody in the group has a number.
    """
    return _by_group(values, groups, mean_of)


def group_median(values: Array, groups: Array, _last: Array) -> Array:
    """Put the median of the unit's group where a number is missing; as `group_mean`."""
    return _by_group(values, groups, median_of)


def last(values: Array, _groups: Array, last: Array) -> Array:
    """
    Put the last number known where one is missing.

    Parameters
    ----------
    values, last
        (…, U, I) of the same scale.
    """
    return _filled(values, last)


IMPUTERS: dict[str, Imputer] = {
    "none": none,
    "mean": mean,
    "median": median,
    "group_mean": group_mean,
    "group_median": group_median,
    "last": last,
}
"""Every way by its stable name; each takes values, groups and last numbers known."""


def _filled(values: Array, stand_in: Array) -> Array:
    return np.where(np.isnan(values), stand_in, values)


def _by_group(
    values: Array, groups: Array, statistic: Callable[[Array], Array]
) -> Array:
    filled = values
    for group in np.unique(groups[~np.isnan(groups)]):
        members = (groups == group)[..., None]
        of_group = statistic(np.where(members, values, np.nan))[..., None, :]
        filled = np.where(members & np.isnan(values), of_group, filled)
    return filled
