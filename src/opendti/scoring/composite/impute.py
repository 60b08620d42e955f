"""Imputation of missing numbers (`impute`)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.moments import mean_of, median_of

Array = NDArray[np.float64]
Imputer = Callable[[Array, Array, Array], Array]


def none(values: Array, _groups: Array, _last: Array) -> Array:
    """Return the numbers unchanged; weights of missing ones are shared out on aggregation."""
    return values


def mean(values: Array, _groups: Array, _last: Array) -> Array:
    """
    Replace missing numbers by the column's mean.

    Parameters
    ----------
    values
        (…, U, I), NaN where a number is missing.
    """
    return _filled(values, mean_of(values)[..., None, :])


def median(values: Array, _groups: Array, _last: Array) -> Array:
    """Replace missing numbers by the column's median; as `mean`."""
    return _filled(values, median_of(values)[..., None, :])


def group_mean(values: Array, groups: Array, _last: Array) -> Array:
    """
    Replace missing numbers by the mean of the unit's group.

    Parameters
    ----------
    values
        (…, U, I).
    groups
        (…, U) the number of each unit's group; NaN where it is in none.

    Returns
    -------
    ndarray
        (…, U, I); still NaN where no unit of the group has a number.
    """
    return _by_group(values, groups, mean_of)


def group_median(values: Array, groups: Array, _last: Array) -> Array:
    """Replace missing numbers by the median of the unit's group; as `group_mean`."""
    return _by_group(values, groups, median_of)


def last(values: Array, _groups: Array, last: Array) -> Array:
    """
    Replace missing numbers by the last known ones.

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
"""Every imputation by its stable name; each takes values, groups and last known numbers."""


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
