"""Refusals of numbers that a step of a composite index cannot take, with their units and nodes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from opendti.errors import Fault, TableError
from opendti.numeric.moments import has_spread
from opendti.numeric.tolerance import LARGEST

Array = NDArray[np.float64]
MAX_FAULTS = 20


def refuse_too_large(units: Sequence[str], codes: Sequence[str], values: Array) -> None:
    """Refuse numbers (…, U, I) beyond what answers may be: their powers cannot be computed."""
    paths = _cells(units, codes, np.abs(values) > LARGEST)
    _raise(Fault("score_too_large", path=path) for path in paths)


def refuse_dropped(
    dropped: str,
    params: Mapping[str, object],
    codes: Sequence[str],
    before: Array,
    after: Array,
) -> None:
    """Refuse an indicator whose numbers (…, U, I) differ before and are all NaN after a step."""
    # A column without spread may lose its numbers: the method says so. One with spread must
    # not.
    has_none = has_spread(before) & np.isnan(after).all(axis=-2)
    lost = np.flatnonzero(has_none.reshape(-1, has_none.shape[-1]).any(axis=0))
    _raise(Fault(dropped, params, path=codes[column]) for column in lost.tolist())


def refuse_over_zero(
    over_zero: str,
    params: Mapping[str, object],
    units: Sequence[str],
    codes: Sequence[str],
    values: Array,
) -> None:
    """Refuse children's values (…, U, K) that are not above 0."""
    paths = _cells(units, codes, values <= 0)
    _raise(Fault(over_zero, params, path=path) for path in paths)


def _cells(
    units: Sequence[str], codes: Sequence[str], where: NDArray[np.bool_]
) -> list[str]:
    """Return unit and code of the cells (…, U, I) where something holds in any draw, in order."""
    if not where.any():
        return []
    cells = sorted({(cell[-2], cell[-1]) for cell in np.argwhere(where).tolist()})
    return [f"{units[unit]} {codes[column]}" for unit, column in cells]


def _raise(faults: Iterable[Fault]) -> None:
    found = list(faults)
    if found:
        raise TableError(found[:MAX_FAULTS])
