"""Finds the header of a table: a sheet often has a title above it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opendti.folding import fold

# A form has a title, an agency and a unit of measure above its table; beyond that it is data.
SEARCHED = 30
"""Rows within which a header may stand."""


@dataclass(frozen=True, slots=True)
class HeaderNames:
    """
    The column names by which a header is found, folded.

    A header holds at least one of `needed`; of several such rows the one with the most
    of `needed` and `known` is the header.
    """

    needed: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @classmethod
    def of(cls, needed: Iterable[str], known: Iterable[str] = ()) -> HeaderNames:
        """Fold the names."""
        return cls(frozenset(map(fold, needed)), frozenset(map(fold, known)))

    @classmethod
    def from_plain(cls, plain: Mapping[str, Sequence[str]]) -> HeaderNames:
        """Return the names that `as_plain` returned."""
        return cls(frozenset(plain["needed"]), frozenset(plain["known"]))

    def as_plain(self) -> dict[str, Any]:
        """Return the names as JSON can hold them."""
        return {"needed": sorted(self.needed), "known": sorted(self.known)}

    def find(self, rows: Iterable[Sequence[str]]) -> int | None:
        """Return the index of the header among the first rows; None where no row is one."""
        best, max_count = None, 0
        for index, cells in zip(range(SEARCHED), rows, strict=False):
            words = {fold(cell) for cell in cells} - {""}
            count = len(words & (self.needed | self.known))
            if words & self.needed and count > max_count:
                best, max_count = index, count
        return best


NO_NAMES = HeaderNames()
"""No names: the header is the first row."""
