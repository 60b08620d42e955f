"""Trees of one shape gathered, so that their criteria are evaluated at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from opendti.formula import Call, Name, Number, Tree, program
from opendti.formula.tree import rewrite
from opendti.plan.model import Batch, Indices, Slot

SHARED = "max"
Kind = Literal["item", "number", "best"]
Taken = tuple[Kind, float]


@dataclass(slots=True)
class _Lift:
    """Take names and numbers out of a tree, in the order they are met."""

    items: dict[str, int]
    bests: list[Tree]
    taken: list[Taken] = field(default_factory=list)

    def shape(self, tree: Tree) -> Tree:
        if isinstance(tree, Name):
            return (
                tree
                if tree.name == SHARED
                else self._take("item", self.items[tree.name])
            )
        if isinstance(tree, Number):
            return self._take("number", tree.value)
        if not isinstance(tree, Call):
            message = f"a text is left in a compiled tree: {tree}"
            raise TypeError(message)
        if tree.function == "BEST":
            return self._take("best", self._best(tree.arguments[0]))
        if tree.function == "ROUND":
            # The number of decimals is one for all units, so it stays in the shape.
            return Call("ROUND", (self.shape(tree.arguments[0]), tree.arguments[1]))
        return Call(tree.function, tuple(self.shape(one) for one in tree.arguments))

    def _take(self, kind: Kind, value: float) -> Tree:
        self.taken.append((kind, value))
        return Name(f"{kind}{len(self.taken)}")

    def _best(self, tree: Tree) -> int:
        if tree not in self.bests:
            self.bests.append(tree)
        return self.bests.index(tree)


def gather(
    trees: dict[int, Tree], items: dict[str, int], bests: list[Tree]
) -> tuple[Batch, ...]:
    """
    Gather trees by shape.

    Parameters
    ----------
    trees
        For a criterion's place its tree over item ids.
    items
        The column of each item id.
    bests
        What `BEST` is asked of; extended by what the trees ask.
    """
    shapes: dict[Tree, list[tuple[int, list[Taken]]]] = defaultdict(list)
    for place, tree in trees.items():
        lift = _Lift(items, bests)
        shape = lift.shape(tree)
        shapes[shape].append((place, lift.taken))
    return tuple(_batch(shape, members) for shape, members in shapes.items())


def _batch(shape: Tree, members: list[tuple[int, list[Taken]]]) -> Batch:
    """Give each different entry one slot; a number that all share stays a number."""
    slots: dict[str, Slot] = {}
    written: dict[str, Tree] = {}
    known: dict[tuple[Kind, tuple[float, ...]], str] = {}
    for place, (kind, first) in enumerate(members[0][1]):
        values = tuple(taken[place][1] for _, taken in members)
        name = f"{kind}{place + 1}"
        if kind == "number" and len(set(values)) == 1:
            written[name] = Number(first)
            continue
        written[name] = Name(known.setdefault((kind, values), name))
        if known[kind, values] == name:
            numbers = np.array(values, dtype=np.float64)
            slots[name] = Slot(kind, numbers, run_of(numbers.astype(np.intp)))
    criteria = np.array([criterion for criterion, _ in members], dtype=np.intp)
    tree = rewrite(shape, lambda part: _rewritten(part, written))
    return Batch(program(tree), run_of(criteria), slots)


def _rewritten(part: Tree, written: dict[str, Tree]) -> Tree:
    return written.get(part.name, part) if isinstance(part, Name) else part


def run_of(places: Indices) -> Indices | slice:
    """Return places as a slice where they follow one another: a view costs no copy."""
    first = int(places[0])
    is_run = np.array_equal(places, np.arange(first, first + len(places)))
    return slice(first, first + len(places)) if is_run else places
