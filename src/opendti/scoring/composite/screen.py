"""Screening of units by their available data (`screen`)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opendti.plan.composite import Screening

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]


def available_share(values: Array, applies: Truths) -> Array:
    """
    Return for each unit the share of its indicators that have a number.

    Parameters
    ----------
    values
        (…, U, I), NaN where there is no number.
    applies
        (…, U, I) whether the indicator applies to the unit at all.

    Returns
    -------
    ndarray
        (…, U): numbers ÷ indicators that apply; 0 where none applies.
    """
    given = (~np.isnan(values) & applies).sum(axis=-1)
    return np.asarray(given / np.maximum(applies.sum(axis=-1), 1))


def non_zero_share(values: Array) -> Array:
    """
    Return for each unit the share of its numbers that are not zero.

    Returns
    -------
    ndarray
        (…, U): 1 - zeros ÷ numbers; 0 where the unit has no number.
    """
    numbers = (~np.isnan(values)).sum(axis=-1)
    zeros = (values == 0).sum(axis=-1)
    return np.asarray((numbers - zeros) / np.maximum(numbers, 1))


def screen(
    values: Array, applies: Truths, units: tuple[str, ...], rule: Screening
) -> Truths:
    """
    Return which units pass the screen.

    Parameters
    ----------
    values, applies
        (…, U, I), as for `available_share`.
    units
        The codes of the units, for those kept or dropped whatever their data.
    rule
        A unit takes part if its shares are at least those that are set.

    Returns
    -------
    ndarray of bool
        (…, U). Source: OECD/JRC Handbook §1.2; `byNA`, `byzeros` of COINr's Screen.
    """
    takes_part = np.ones(values.shape[:-1], dtype=np.bool_)
    if rule.availability is not None:
        takes_part &= available_share(values, applies) >= rule.availability
    if rule.non_zero is not None:
        takes_part &= non_zero_share(values) >= rule.non_zero
    takes_part[..., [unit in rule.keep for unit in units]] = True
    # Last: who is named to be dropped is dropped, also where another rule would keep them.
    takes_part[..., [unit in rule.drop for unit in units]] = False
    return takes_part
