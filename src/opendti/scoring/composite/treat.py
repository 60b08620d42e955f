"""
What is done to a column with outliers (`treat`).

A column needs it where |skewness| and kurtosis both reach their thresholds. The methods
are tried in turn, each on the untreated numbers, until the column passes; the last one
stays even if it does not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.tolerance import is_same
from opendti.plan.composite import Treating
from opendti.scoring.composite.moments import (
    greatest_of,
    kurtosis_of,
    least_of,
    skewness_of,
)

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]
Treater = Callable[[Array, Treating], tuple[Array, Truths]]
HUNDREDTH = 0.01


@dataclass(frozen=True, slots=True, eq=False)
class Treated:
    """
    Columns after treatment, and what was done.

    Attributes
    ----------
    values
        (…, U, I).
    touched
        (…, U, I) whether a number was changed.
    method
        (…, I) the place of the method among the rule's, from 1; 0 where none was needed.
    before, after
        (2, …, I) skewness and kurtosis.
    """

    values: Array
    touched: Truths
    method: NDArray[np.int64]
    before: Array
    after: Array


def needs_treatment(shape: Array, rule: Treating) -> Truths:
    """Tell from skewness and kurtosis (2, …, I) which columns fail; unknown ones pass."""
    return np.asarray((np.abs(shape[0]) >= rule.skew) & (shape[1] >= rule.kurtosis))


def shape_of(values: Array) -> Array:
    """Return skewness and kurtosis of each column, (2, …, I)."""
    return np.stack([skewness_of(values), kurtosis_of(values)])


def treat(values: Array, rule: Treating) -> Treated:
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
    for place, name in enumerate(rule.methods, start=1):
        if not fails.any():
            break
        tried, changed = _on_failing(values, fails, TREATERS[name], rule)
        here = fails[..., None, :]
        result = np.where(here, tried, result)
        touched = np.where(here, changed, touched)
        method[fails] = place
        after = np.where(fails, shape_of(tried), after)
        fails = fails & needs_treatment(after, rule)
    return Treated(result, touched, method, before, after)


def _on_failing(
    values: Array, fails: Truths, treater: Treater, rule: Treating
) -> tuple[Array, Truths]:
    """Work on the few columns that fail for any draw."""
    columns = fails.reshape(-1, fails.shape[-1]).any(axis=0)
    tried = values.copy()
    changed = np.zeros(values.shape, dtype=np.bool_)
    tried[..., columns], changed[..., columns] = treater(values[..., columns], rule)
    return tried, changed


def winsorise(values: Array, rule: Treating) -> tuple[Array, Truths]:
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
        is_extreme = is_same(signed, greatest_of(signed)[..., None, :])
        following = greatest_of(np.where(is_extreme, np.nan, signed))[..., None, :]
        here = is_extreme & goes_on[..., None, :] & ~np.isnan(following)
        result = np.where(here, following * sign, result)
        touched |= here
    return result, touched


def log(values: Array, _rule: Treating) -> tuple[Array, Truths]:
    """
    Take ln(x - min + 0.01 · range), the COIN Tool's logarithm (log_CT).

    Parameters
    ----------
    values
        (…, U, I); a column without spread becomes NaN.
    """
    least = least_of(values)[..., None, :]
    spread = greatest_of(values)[..., None, :] - least
    with np.errstate(divide="ignore", invalid="ignore"):
        result = np.log(values - least + HUNDREDTH * spread)
    result[np.isinf(result)] = np.nan
    return result, ~np.isnan(result)


def box_cox(values: Array, rule: Treating) -> tuple[Array, Truths]:
    """
    Transform after Box and Cox: with y = x - min + 1, (y^λ - 1) ÷ λ, or ln y at λ = 0.

    Parameters
    ----------
    values
        (…, U, I).
    rule
        Its `exponent` is λ. Source: Box and Cox (1964), shifted as in the COIN Tool.
    """
    shifted = values - least_of(values)[..., None, :] + 1.0
    if rule.exponent == 0:
        result = np.log(shifted)
    else:
        with np.errstate(over="ignore"):  # endless numbers are refused, by their cells
            result = (shifted**rule.exponent - 1.0) / rule.exponent
    return np.asarray(result), ~np.isnan(result)


TREATERS: dict[str, Treater] = {"winsorise": winsorise, "log": log, "box_cox": box_cox}
"""Every treatment by its stable name."""
