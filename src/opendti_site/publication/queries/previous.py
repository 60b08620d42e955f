"""What changed since the edition before, as it was copied at publication."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RankChange:
    """What changed for a unit since the edition before: ranks gained, change of the value."""

    steps: int
    change: float

    @property
    def size(self) -> int:
        """How many ranks, whichever way."""
        return abs(self.steps)


def rank_change_of(
    rank: int | None, value: float | None, past_rank: int | None, past: float | None
) -> RankChange | None:
    """Return the change from an earlier rank and value; None where any is missing."""
    if rank is None or value is None or past_rank is None or past is None:
        return None
    return RankChange(past_rank - rank, value - past)
