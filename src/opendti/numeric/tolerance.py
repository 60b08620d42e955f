"""
When two numbers are the same: the one tolerance of every comparison.

A sum of decimals leaves round-off in the last of its sixteen digits: 0.3 ÷ 3 is a hair below
0.1 ÷ 1. Numbers that differ by no more than `SAME` of themselves are the same number, for
formulas, for the spread of a column and for ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

SAME = 1e-12
"""How far apart, relative to their size, two numbers are still the same."""
POINTS_TOLERANCE = 1e-6
"""Points: the round-off of adding points that were read from a file."""
POINTS_DECIMALS = 10
"""Decimals of points in tables that we write; beyond lies what adding leaves."""
LARGEST = 1e15
"""The greatest size of an answer: up to it a double counts whole numbers one by one."""


def is_same(left: Any, right: Any) -> NDArray[np.bool_]:
    """
    Return where two numbers differ by round-off only.

    Parameters
    ----------
    left, right
        Numbers, or arrays that broadcast against each other.

    Returns
    -------
    ndarray of bool
        False where either is NaN.

    Examples
    --------
    >>> bool(is_same(0.3 / 3, 0.1))
    True
    """
    import numpy as np  # noqa: PLC0415 -- most need the constants alone

    # Of the larger one, so that the relation is symmetric: a = b is b = a.
    size = np.maximum(np.abs(left), np.abs(right))
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(np.subtract(left, right)) <= SAME * size)


def beyond(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return for each number, in an array of any shape, the greatest that `is_same`."""
    import numpy as np  # noqa: PLC0415 -- as above

    return np.asarray(values + SAME * np.abs(values))
