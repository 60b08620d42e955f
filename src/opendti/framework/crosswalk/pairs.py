"""Which nodes stand for which: what entries say of all that lies below and above them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opendti.framework.crosswalk.entries import (
    CrosswalkDefinition,
    CrosswalkEntry,
    PairKind,
    Portions,
)
from opendti.framework.crosswalk.sides import CrosswalkSide
from opendti.framework.model import Framework
from opendti.naming import ROOT_CODE


@dataclass(frozen=True, slots=True)
class NodePair:
    """Nodes of the earlier version and what stands for them; a side may be empty."""

    kind: PairKind
    before: Portions = ()
    after: Portions = ()


def pairs_of(
    crosswalk: CrosswalkDefinition, before: Framework, after: Framework
) -> tuple[NodePair, ...]:
    """
    Return which nodes stand for which, for every node, view and the index.

    Parameters
    ----------
    crosswalk
        Without faults between these two frameworks.
    before, after
        The earlier and the later version.

    Notes
    -----
    What is below two groups that stand for each other is matched by its numbering.
    Nodes above the entries, views and the index are matched by code, and are the same
    where all below them is.
    """
    earlier, later = CrosswalkSide(before), CrosswalkSide(after)
    pairs: list[NodePair] = []
    for index, entry in enumerate(crosswalk.entries):
        earlier.named |= dict.fromkeys(dict(entry.before), ("entries", index))
        later.named |= dict.fromkeys(dict(entry.after), ("entries", index))
        pairs.append(NodePair(entry.pair_kind, entry.before, entry.after))
        pairs += _covered(entry, earlier, later)
    inside = _Contents(crosswalk, earlier, later)
    # Groups, views and the index first, as in a table of scores.
    return (*inside.pairs(), *pairs)


def _covered(
    entry: CrosswalkEntry, earlier: CrosswalkSide, later: CrosswalkSide
) -> Iterator[NodePair]:
    """Yield what an entry between or about groups says of the nodes below them."""
    if entry.is_simple and entry.dropped is None and entry.new is None:
        old, new = entry.before[0][0], entry.after[0][0]
        yield from inner_pairs(earlier, later, old, new, entry.pair_kind)
    elif entry.dropped is not None:
        for code in earlier.below(entry.dropped):
            yield NodePair("dropped", ((code, 1.0),))
    elif entry.new is not None:
        for code in later.below(entry.new):
            yield NodePair("new", (), ((code, 1.0),))


def inner_pairs(
    earlier: CrosswalkSide, later: CrosswalkSide, old: str, new: str, kind: PairKind
) -> Iterator[NodePair]:
    """Match what is below two groups by its numbering: 6.1 below 6 is 7.1 below 7."""
    remaining = later.below(new)
    for code in earlier.below(old):
        wanted = new + code[len(old) :] if code.startswith(old) else code
        if wanted in remaining:
            remaining.remove(wanted)
            yield NodePair(kind, ((code, 1.0),), ((wanted, 1.0),))
        else:
            yield NodePair("dropped", ((code, 1.0),))
    for code in remaining:
        yield NodePair("new", (), ((code, 1.0),))


class _Contents:
    """Which entries lie below the nodes that no entry names."""

    def __init__(
        self,
        crosswalk: CrosswalkDefinition,
        earlier: CrosswalkSide,
        later: CrosswalkSide,
    ) -> None:
        self.kinds = [entry.pair_kind for entry in crosswalk.entries]
        self.sides = (
            self._side([entry.before for entry in crosswalk.entries], earlier),
            self._side([entry.after for entry in crosswalk.entries], later),
        )

    @staticmethod
    def _side(parts: list[Portions], side: CrosswalkSide) -> dict[str, set[int]]:
        contents: dict[str, set[int]] = {ROOT_CODE: set()}
        for code, above in side.above.items():
            if not side.named.keys() & {code, *above}:
                contents[code] = set()
        for view in side.framework.views:
            contents[view.code] = set()
        for index, part in enumerate(parts):
            for code, _ in part:
                for upper in (ROOT_CODE, *side.above[code], *side.views_of(code)):
                    contents[upper].add(index)
        return contents

    def pairs(self) -> Iterator[NodePair]:
        """Match by code; the same only where the same entries lie below, all the same."""
        earlier, later = self.sides
        for code, inside in later.items():
            if code not in earlier:
                yield NodePair("new", (), ((code, 1.0),))
                continue
            both = inside | earlier[code]
            is_same = inside == earlier[code] and all(
                self.kinds[index] == "same" for index in both
            )
            kind: PairKind = "same" if is_same else "changed"
            yield NodePair(kind, ((code, 1.0),), ((code, 1.0),))
        for code in earlier:
            if code not in later:
                yield NodePair("dropped", ((code, 1.0),))
