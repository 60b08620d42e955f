"""The parameters of a normalisation, and what several normalisations compute alike."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.moments import min_of
from opendti.numeric.ranks import competition_ranks
from opendti.numeric.tolerance import SAME, is_same

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class ScaleParameters:
    """
    The parameters of a normalisation; every array has one number a column.

    `low` and `high` are the range that shares from 0 to 1 are mapped to. `mean` and
    `deviation` are those of z-scores. `lower`, `upper` (goalposts) and `target` have the
    direction applied and are NaN where there is none.
    """

    low: Array
    high: Array
    mean: Array
    deviation: Array
    lower: Array
    upper: Array
    target: Array
    capped: NDArray[np.bool_]

    def part(self, columns: slice | NDArray[np.intp]) -> Self:
        """Return the parameters of some of the columns."""
        arrays = {
            field.name: getattr(self, field.name)[columns]
            for field in fields(self)
            if isinstance(getattr(self, field.name), np.ndarray)
        }
        return replace(self, **arrays)


def spread(part: Array, whole: Array, scale: ScaleParameters) -> Array:
    """Map part ÷ whole (…, U, I) to the range low … high; NaN where the whole is not above 0."""
    # A column without spread says nothing of any unit: no value, instead of a division by
    # round-off.
    share = part / np.where(whole > 0, whole, np.nan)
    return np.asarray(share * (scale.high - scale.low) + scale.low)


def distance(start: Array, end: Array) -> Array:
    """Return end - start, broadcast against each other; NaN where the two differ by round-off only."""
    return np.where(is_same(start, end), np.nan, end - start)


def remaining(values: Array, aim: Array, scale: ScaleParameters) -> Array:
    """Map 1 - (aim - x) ÷ (aim - min) to the range; NaN where the aim is the minimum."""
    whole = distance(min_of(values)[..., None, :], aim)
    share = 1.0 - (aim - values) / whole
    return np.asarray(share * (scale.high - scale.low) + scale.low)


def ranks_from_below(values: Array) -> Array:
    """Rank each column (…, U, I): the worst is 1, ties share the lower number (1, 2, 2, 4)."""
    ranks = competition_ranks(-values, axis=-2, tolerance=SAME).astype(np.float64)
    return np.where(ranks == 0, np.nan, ranks)
