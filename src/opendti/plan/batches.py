"""Group trees of one shape into batches, so that their criteria are evaluated at once."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal

import numpy as np

from opendti.formula import Call, Name, Number, Tree, program
from opendti.formula.tree import rewrite
from opendti.plan.arrays import Batch, Indices, Slot

SHARED = "max"
Kind = Literal["item", "number", "best"]
Taken = tuple[Kind, float]


@dataclass(slots=True)
class _ShapeBuilder:
    """Replace the names and numbers of a tree by numbered slots, in order of appearance."""

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
            # `round` takes one number of decimals for all units, so it stays in the shape.
            return Call("ROUND", (self.shape(tree.arguments[0]), tree.arguments[1]))
        return Call(
            tree.function, tuple(self.shape(argument) for argument in tree.arguments)
        )

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
    Return the trees as batches, one a shape.

    Parameters
    ----------
    trees
        By a criterion's index, its tree over item ids.
    items
        The column of each item id.
    bests
        Arguments of `BEST`; those of the trees are appended.
    """
    # A framework of 100 criteria has some ten shapes of rule; each is evaluated once for all
    # its criteria.
    shapes: dict[Tree, list[tuple[int, list[Taken]]]] = defaultdict(list)
    for criterion, tree in trees.items():
        lifted = _ShapeBuilder(items, bests)
        shape = lifted.shape(tree)
        shapes[shape].append((criterion, lifted.taken))
    return tuple(_batch(shape, members) for shape, members in shapes.items())


def _batch(shape: Tree, members: list[tuple[int, list[Taken]]]) -> Batch:
    """Make one slot of equal columns of entries; a number that all criteria share stays in the tree."""
    slots: dict[str, Slot] = {}
    written: dict[str, Tree] = {}
    known: dict[tuple[Kind, tuple[float, ...]], str] = {}
    for index, (kind, first) in enumerate(members[0][1]):
        values = tuple(taken[index][1] for _, taken in members)
        name = f"{kind}{index + 1}"
        # A scalar in the tree broadcasts; a column of equal numbers would be read from memory
        # for every unit.
        if kind == "number" and len(set(values)) == 1:
            written[name] = Number(first)
            continue
        written[name] = Name(known.setdefault((kind, values), name))
        if known[kind, values] == name:
            numbers = np.array(values, dtype=np.float64)
            slots[name] = Slot(kind, numbers, as_slice(numbers.astype(np.intp)))
    criteria = np.array([criterion for criterion, _ in members], dtype=np.intp)
    tree = rewrite(shape, lambda part: _rewritten(part, written))
    return Batch(program(tree), as_slice(criteria), slots)


def _rewritten(part: Tree, written: dict[str, Tree]) -> Tree:
    return written.get(part.name, part) if isinstance(part, Name) else part


def as_slice(indices: Indices) -> Indices | slice:
    """Return consecutive indices as a slice, which takes a view instead of a copy."""
    first = int(indices[0])
    is_consecutive = np.array_equal(indices, np.arange(first, first + len(indices)))
    return slice(first, first + len(indices)) if is_consecutive else indices
