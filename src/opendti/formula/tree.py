"""
The formula tree: four kinds of frozen nodes and a walk.

Operators are calls too (`Call("+", …)`), so that reading, checking, evaluating
and writing each have one case for "something applied to something".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

OPERATORS = ("=", "<>", "<", "<=", ">", ">=", "+", "-", "*", "/", "^")
"""The binary operators, by their spreadsheet spelling."""


@dataclass(frozen=True, slots=True)
class Number:
    """A constant."""

    value: float
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class String:
    """A text constant: the code of an option."""

    value: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Name:
    """An item of the criterion, a parameter of the framework, or `max`."""

    name: str
    offset: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator applied to its arguments; `offset` counts from 0."""

    function: str
    arguments: tuple[Tree, ...]
    offset: int = field(default=0, compare=False)


Tree = Number | String | Name | Call


def call(function: str, *arguments: Tree) -> Call:
    """Return a call without an offset, as compilers make it."""
    return Call(function, arguments)


def walk(tree: Tree) -> Iterator[Tree]:
    """Yield the tree and everything in it, parents first."""
    yield tree
    if isinstance(tree, Call):
        for argument in tree.arguments:
            yield from walk(argument)


def rewrite(tree: Tree, change: Callable[[Tree], Tree]) -> Tree:
    """
    Rebuild a tree from its leaves up.

    Parameters
    ----------
    tree
        What to rebuild.
    change
        Called on every node after its arguments were rebuilt.
    """
    if isinstance(tree, Call):
        arguments = tuple(rewrite(argument, change) for argument in tree.arguments)
        tree = replace(tree, arguments=arguments)
    return change(tree)


def names_in(tree: Tree) -> frozenset[str]:
    """Return every name a formula mentions."""
    return frozenset(node.name for node in walk(tree) if isinstance(node, Name))
