"""
Treatment of columns with outliers (`treat`).

A column needs it where |skewness| and kurtosis both reach their thresholds. The methods
are tried in turn, each on the untreated numbers, until the column passes; the last
result is used even if it does not pass.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.moments import (
    kurtosis_of,
    max_of,
    min_of,
    skewness_of,
)
from opendti.numeric.tolerance import is_same
from opendti.plan.composite import Treatment

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]
Treater = Callable[[Array, Treatment], tuple[Array, Truths]]
LOG_OFFSET = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Treated:
    """
    Treated columns, and how they were treated.

    Attributes
    ----------
    values
        (…, U, I).
    touched
        (…, U, I) whether a number was changed.
    method
        (…, I) the number of the method in the rule's order, from 1; 0 where none was needed.
    before, after
        (2, …, I) skewness and kurtosis.
    """

    values: Array
    touched: Truths
    method: NDArray[np.int64]
    before: Array
    after: Array


def needs_treatment(shape: Array, rule: Treatment) -> Truths:
    """Return which columns fail by skewness and kurtosis (2, …, I); unknown ones pass."""
    return np.asarray((np.abs(shape[0]) >= rule.skew) & (shape[1] >= rule.kurtosis))


def shape_of(values: Array) -> Array:
    """Return skewness and kurtosis of each column, (2, …, I)."""
    return np.stack([skewness_of(values), kurtosis_of(values)])


def treat(values: Array, rule: Treatment) -> Treated:
    """
    Treat the columns that need it.

    Parameters
    ----------
    values
        (…, U, I).
    rule
        Thresholds and methods.

    Source
    ------
    OECD/JRC Handbook §1.4; the two-stage procedure of the JRC's COIN Tool.
    """
    before = shape_of(values)
    fails = needs_treatment(before, rule)
    result, after = values, before
    touched = np.zeros(values.shape, dtype=np.bool_)
    method = np.zeros(fails.shape, dtype=np.int64)
    for number, name in enumerate(rule.methods, start=1):
        if not fails.any():
            break
        tried, changed = _on_failing(values, fails, TREATERS[name], rule)
        failing = fails[..., None, :]
        result = np.where(failing, tried, result)
        touched = np.where(failing, changed, touched)
        method[fails] = number
        after = np.where(fails, shape_of(tried), after)
        fails = fails & needs_treatment(after, rule)
    return Treated(result, touched, method, before, after)


def _on_failing(
    values: Array, fails: Truths, treater: Treater, rule: Treatment
) -> tuple[Array, Truths]:
    """Apply a method to the columns that fail for any draw."""
    columns = fails.reshape(-1, fails.shape[-1]).any(axis=0)
    tried = values.copy()
    changed = np.zeros(values.shape, dtype=np.bool_)
    tried[..., columns], changed[..., columns] = treater(values[..., columns], rule)
    return tried, changed


def winsorise(values: Array, rule: Treatment) -> tuple[Array, Truths]:
    """
    Set the most extreme number on the skewed side to the next one, until it passes.

    Parameters
    ----------
    values
        (…, U, I).
    rule
        Stops once `points` numbers of a column were changed; tied extremes are changed
        together, so that a last step may go beyond.

    Returns
    -------
    tuple
        The numbers, and which of them were changed.
    """
    result = values.copy()
    touched = np.zeros(values.shape, dtype=np.bool_)
    for _ in range(rule.points):
        shape = shape_of(result)
        goes_on = needs_treatment(shape, rule) & (touched.sum(axis=-2) < rule.points)
        if not goes_on.any():
            break
        sign = np.where(shape[0] >= 0, 1.0, -1.0)[..., None, :]
        signed = result * sign
        is_extreme = is_same(signed, max_of(signed)[..., None, :])
        following = max_of(np.where(is_extreme, np.nan, signed))[..., None, :]
        replaced = is_extreme & goes_on[..., None, :] & ~np.isnan(following)
        result = np.where(replaced, following * sign, result)
        touched |= replaced
    return result, touched


def log(values: Array, _rule: Treatment) -> tuple[Array, Truths]:
    """
    Take ln(x - min + 0.01 · range), the COIN Tool's logarithm (log_CT).

    Parameters
    ----------
    values
        (…, U, I); a column without spread becomes NaN.
    """
    minimum = min_of(values)[..., None, :]
    spread = max_of(values)[..., None, :] - minimum
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.log(values - minimum + LOG_OFFSET * spread)
    result[np.isinf(result)] = np.nan
    return result, ~np.isnan(result)


def box_cox(values: Array, rule: Treatment) -> tuple[Array, Truths]:
    """
    Transform after Box and Cox: with y = x - min + 1, (y^λ - 1) ÷ λ, or ln y at λ = 0.

    Parameters
    ----------
    values
        (…, U, I).
    rule
        Its `exponent` is λ. Source: Box and Cox (1964), shifted as in the COIN Tool.
    """
    shifted = values - min_of(values)[..., None, :] + 1.0
    if rule.exponent == 0:
        result = np.log(shifted)
    else:
        with np.errstate(
            over="ignore"
        ):  # the driver refuses infinite numbers, with their cells
            result = (shifted**rule.exponent - 1.0) / rule.exponent
    return np.asarray(result), ~np.isnan(result)


TREATERS: dict[str, Treater] = {"winsorise": winsorise, "log": log, "box_cox": box_cox}
"""Every treatment by its stable name."""
