"""What several imputations compute alike."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def filled(values: Array, stand_in: Array) -> Array:
    """Return the numbers, and the stand-in where one is missing."""
    return np.where(np.isnan(values), stand_in, values)


def filled_by_group(
    values: Array, groups: Array, statistic: Callable[[Array], Array]
) -> Array:
    """Fill with a statistic of the unit's group; NaN where no unit of it has a number."""
    result = values
    for group in np.unique(groups[~np.isnan(groups)]):
        members = (groups == group)[..., None]
        of_group = statistic(np.where(members, values, np.nan))[..., None, :]
        result = np.where(members & np.isnan(values), of_group, result)
    return result
