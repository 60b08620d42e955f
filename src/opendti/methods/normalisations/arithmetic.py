"""A unit's number among those of its block, for the arithmetic of an explanation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from opendti.methods.normalisations.scale import Array, ScaleParameters
from opendti.numeric.moments import deviation_of, mean_of
from opendti.numeric.ranks import competition_ranks
from opendti.numeric.tolerance import SAME


@dataclass(frozen=True, slots=True, eq=False)
class NumberInBlock:
    """
    What the arithmetic of a normalisation is written from.

    Attributes
    ----------
    scale
        The parameters of the one column.
    among
        (U,) the numbers of the block, direction applied.
    own, reference
        The unit's number, and the reference unit's (NaN where there is none).
    write
        Writes a number inside a calculation.
    """

    scale: ScaleParameters
    among: Array
    own: float
    reference: float
    write: Callable[[float], str]

    @property
    def minimum(self) -> float:
        """Return the block's least number."""
        return float(np.nanmin(self.among))

    @property
    def maximum(self) -> float:
        """Return the block's greatest number."""
        return float(np.nanmax(self.among))

    @property
    def mean(self) -> float:
        """Return the block's mean."""
        return float(mean_of(self.among[:, None])[0])

    @property
    def deviation(self) -> float:
        """Return the block's standard deviation, over n - 1."""
        return float(deviation_of(self.among[:, None])[0])

    @property
    def count(self) -> int:
        """Return how many units of the block have a number."""
        return int((~np.isnan(self.among)).sum())

    @property
    def rank(self) -> float:
        """Return the unit's rank, 1 for the worst."""
        ranks = competition_ranks(-self.among, tolerance=SAME)
        return float(ranks[np.flatnonzero(self.among == self.own)[0]])

    def part(self, start: float, end: float) -> str:
        """Write how far the number lies from start to end."""
        write = self.write
        return f"({write(self.own)} − {write(start)}) ÷ ({write(end)} − {write(start)})"

    def rest(self, aim: float) -> str:
        """Write 1 minus the relative distance to an aim."""
        write = self.write
        way = f"({write(aim)} − {write(self.own)}) ÷ ({write(aim)} − {write(self.minimum)})"
        return f"(1 − {way})"

    def spread(self, share: str) -> str:
        """Write how a share is mapped to the range."""
        low, high = float(self.scale.low[0]), float(self.scale.high[0])
        text = f"{share} × {self.write(high - low)}"
        return text if low == 0 else f"{text} + {self.write(low)}"
