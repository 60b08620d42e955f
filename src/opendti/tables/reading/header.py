"""Where the header of a table stands: a sheet often has a title above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opendti.numeric.text import fold

SEARCHED = 30
"""Rows within which a header may stand."""


@dataclass(frozen=True, slots=True)
class Heads:
    """
    The names that a header is told by, folded.

    A header holds at least one of `needed`; of several such rows the one that holds the
    most of `needed` and `known` is the header.
    """

    needed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, needed: Iterable[str], known: Iterable[str] = ()) -> Heads:
        """Fold the names."""
        return cls(frozenset(map(fold, needed)), frozenset(map(fold, known)))

    @classmethod
    def from_plain(cls, plain: Mapping[str, Sequence[str]]) -> Heads:
        """Take back what `as_plain` gave."""
        return cls(frozenset(plain["needed"]), frozenset(plain["known"]))

    def as_plain(self) -> dict[str, Any]:
        """Return what JSON can hold."""
        return {"needed": sorted(self.needed), "known": sorted(self.known)}

    def find(self, rows: Iterable[Sequence[str]]) -> int | None:
        """Return the index of the header among the first rows; None where no row is one."""
        best, most = None, 0
        for index, cells in zip(range(SEARCHED), rows, strict=False):
            words = {fold(cell) for cell in cells} - {""}
            count = len(words & (self.needed | self.known))
            if words & self.needed and count > most:
                best, most = index, count
        return best


NO_HEADS = Heads()
"""Where nothing is known of the header: it is the first row."""
