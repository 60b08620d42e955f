"""
Which numbers are values of an item: the one check of forms, tables, the editor and Python.

The range is that of the item's type, narrowed by the framework's `min` and `max`; a framework
whose bounds are wider than the type's range is refused when it is checked.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault
from opendti.numeric.ranges import TYPE_RANGES, WHOLE_TYPES
from opendti.numeric.tolerance import LARGEST
from opendti.plan.model import PlanItem


def value_range(item: PlanItem) -> tuple[float, float]:
    """Return the lowest and the highest value of an item; of a choice, of its options' indices."""
    if item.type == "choice":
        return 0.0, len(item.options) - 1.0
    lowest, highest = TYPE_RANGES.get(item.type, (-math.inf, math.inf))
    if item.minimum is not None:
        lowest = max(lowest, item.minimum)
    if item.maximum is not None:
        highest = min(highest, item.maximum)
    return lowest, highest


def value_faults(item: PlanItem, values: NDArray[np.float64]) -> dict[int, Fault]:
    """
    Return what is wrong with the values of one item.

    Parameters
    ----------
    item
        Its type and bounds decide.
    values
        (N,) numbers; NaN is no value, and no fault.

    Returns
    -------
    dict
        By the value's index: outside the range, infinite, or a fraction where the type is whole.
    """
    lowest, highest = value_range(item)
    wrong = (values < lowest) | (values > highest)
    if item.type in WHOLE_TYPES:
        wrong |= ~np.isnan(values) & (values != np.floor(values))
    return {
        int(index): _fault(item, float(values[index]), lowest, highest)
        for index in np.flatnonzero(wrong)
    }


def value_fault(item: PlanItem, value: float) -> Fault | None:
    """Return what is wrong with one value, None where nothing is; NaN is no value."""
    if math.isnan(value):
        return Fault("number_endless", {"found": str(value)})
    return value_faults(item, np.array([value])).get(0)


def _fault(item: PlanItem, found: float, lowest: float, highest: float) -> Fault:
    if item.type == "choice":
        codes = [option.code for option in item.options]
        return Fault("option_expected", {"expected": codes, "found": f"{found:.16g}"})
    if abs(found) > LARGEST:
        return Fault("number_beyond_bounds", {"found": f"{found:.16g}"})
    if item.type == "yes_no":
        return Fault("truth_as_number", {"found": found})
    return _outside(item, found, lowest, highest)


def _outside(item: PlanItem, found: float, lowest: float, highest: float) -> Fault:
    """Return the fault that names the bounds there are; the bounds of all answers are none."""
    noun = item.type if item.type in {"count", "share"} else "number"
    params: dict[str, str | float] = {"noun": noun, "found": found}
    has_lowest, has_highest = lowest > -LARGEST, highest < LARGEST
    if has_lowest and has_highest:
        bounds = {"lowest": lowest, "highest": highest}
        return Fault("number_outside", {**params, **bounds})
    if has_lowest:
        return Fault("number_too_small", {**params, "lowest": lowest})
    if has_highest:
        return Fault("number_too_large", {**params, "highest": highest})
    return Fault("number_of_other_kind", params)
