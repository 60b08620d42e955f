"""Half-up rounding of decimals, on whole arrays."""

from __future__ import annotations

import math
import sys
from typing import TYPE_CHECKING, Any, overload

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

# Far above the round-off of a long sum, far below any half that a framework prints.
_SNAP = 1e-9
_WHOLE = 2.0**52  # from here on every float is a whole number
# A few units in the last place: the decimal as stored, the sum before it and the scaling each
# add one.
_MANTISSA = 4 * sys.float_info.epsilon


@overload
def round_half_up(values: float, decimals: int) -> float: ...
@overload
def round_half_up(values: NDArray[Any], decimals: int) -> NDArray[np.float64]: ...
def round_half_up(
    values: float | NDArray[Any], decimals: int
) -> float | NDArray[np.float64]:
    """
    Round to `decimals` decimal places; a half goes away from zero.

    The half is the half of the decimal that is meant, not of the float that holds
    it: 1.005 is stored a hair below and still becomes 1.01. Whatever lies within
    1e-9 of a half, in units of the last decimal kept, counts as a half, which also
    absorbs the round-off of a sum.

    Parameters
    ----------
    values
        A number, or an array of any shape. NaN and infinities stay as they are.
    decimals
        Decimals kept; negative rounds to tens, hundreds …

    Returns
    -------
    float or ndarray of float64
        The same shape; a zero is never negative.

    Examples
    --------
    >>> round_half_up(1.005, 2)
    1.01
    >>> round_half_up(-2.5, 0)
    -3.0
    >>> round_half_up(1234.0, -2)
    1200.0
    """
    if isinstance(values, (int, float)):
        return _rounded_number(float(values), decimals)
    import numpy as np  # noqa: PLC0415 -- what writes single numbers needs none

    given = np.asarray(values, dtype=np.float64)
    with np.errstate(invalid="ignore", over="ignore"):
        rounded = _rounded(given, decimals)
    return float(rounded) if np.ndim(values) == 0 else rounded


def _rounded_number(given: float, decimals: int) -> float:
    """Round one number as `_rounded` does, operation by operation, without arrays."""
    up, down = 10.0 ** max(decimals, 0), 10.0 ** max(-decimals, 0)
    scaled = abs(given) * up / down
    if not scaled < _WHOLE:
        return given + 0.0
    whole = math.floor(scaled)
    snap = min(_SNAP + _MANTISSA * scaled, 0.25)
    if scaled - whole >= 0.5 - snap:
        whole += 1
    return math.copysign(whole / up * down, given) + 0.0


def _rounded(given: NDArray[np.float64], decimals: int) -> NDArray[np.float64]:
    import numpy as np  # noqa: PLC0415 -- as above

    # One of the two is 1: a power below 1 would not be exact.
    up, down = 10.0 ** max(decimals, 0), 10.0 ** max(-decimals, 0)
    scaled = np.abs(given) * up / down
    whole = np.floor(scaled)
    # A product of two floats is off by its own size times eps, whatever the snap.
    snap = np.minimum(_SNAP + _MANTISSA * scaled, 0.25)
    whole += scaled - whole >= 0.5 - snap
    # Divided, not multiplied by a negative power: n / 10**k is the double nearest to the
    # decimal.
    nearest = whole / up * down
    # NaN fails this comparison too, and is returned unchanged.
    signed = np.copysign(nearest, given)
    return np.asarray(np.where(scaled < _WHOLE, signed, given) + 0.0)
