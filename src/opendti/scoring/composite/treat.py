"""
Treatment of columns with outliers (`treat`).

A column needs it where |skewness| and kurtosis both reach their thresholds. The methods
are tried in turn, each on the untreated numbers, until the column passes; the last
result is used even if it does not pass.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.methods.treatments import (
    TREATMENTS,
    TreatmentMethod,
    needs_treatment,
    shape_of,
)
from opendti.plan.composite import Treatment

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TreatedIndicators:
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


def treat(values: Array, rule: Treatment) -> TreatedIndicators:
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
        tried, changed = _on_failing(values, fails, TREATMENTS[name], rule)
        failing = fails[..., None, :]
        result = np.where(failing, tried, result)
        touched = np.where(failing, changed, touched)
        method[fails] = number
        after = np.where(fails, shape_of(tried), after)
        fails = fails & needs_treatment(after, rule)
    return TreatedIndicators(result, touched, method, before, after)


def _on_failing(
    values: Array, fails: Truths, method: TreatmentMethod, rule: Treatment
) -> tuple[Array, Truths]:
    """Apply a method to the columns that fail for any draw."""
    columns = fails.reshape(-1, fails.shape[-1]).any(axis=0)
    tried = values.copy()
    changed = np.zeros(values.shape, dtype=np.bool_)
    tried[..., columns], changed[..., columns] = method.treat(
        values[..., columns], rule
    )
    return tried, changed
