"""Formula trees that several kinds of rule are built of."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from opendti.definitions import Quantity
from opendti.formula import Call, Number, Tree, read_formula
from opendti.formula.tree import call

NOTHING = Number(0.0)


def times(factor: float, tree: Tree) -> Tree:
    """Return a product, without a factor that changes nothing."""
    if factor == 1:
        return tree
    return NOTHING if factor == 0 else call("*", Number(factor), tree)


def total(trees: Sequence[Tree]) -> Tree:
    """Return a sum, added from the left."""
    return reduce(lambda left, right: call("+", left, right), trees)


def blank_as_nothing(tree: Tree) -> Tree:
    """Return a tree that is 0 where it has no value."""
    return call("IFNA", tree, NOTHING)


def quantity_tree(quantity: Quantity) -> Tree:
    """Return a share, or the formula that gives one, as a tree."""
    return Number(quantity) if isinstance(quantity, float) else read_formula(quantity)


def guard_of(tree: Tree) -> tuple[Tree, Tree] | None:
    """Return x and y of IF(x = 0, 0, y), where a formula is one."""
    if not isinstance(tree, Call) or tree.function != "IF":
        return None
    condition, then, otherwise = tree.arguments
    if not isinstance(condition, Call) or condition.function != "=":
        return None
    compared, zero = condition.arguments
    return (compared, otherwise) if zero == then == NOTHING else None
