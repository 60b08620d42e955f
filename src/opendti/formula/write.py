"""Tree to text: as a spreadsheet has it, or as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from opendti.formula.tree import OPERATORS, Call, Name, Number, String, Tree

EXACT = 1e15
"""Below this a double counts whole numbers one by one."""


def _plain(value: float) -> str:
    is_whole = value == int(value) and abs(value) < EXACT
    return repr(int(value)) if is_whole else repr(value)


@dataclass(frozen=True, slots=True)
class Notation:
    """How names, numbers, operators and argument lists look."""

    name: Callable[[str], str] = str
    number: Callable[[float], str] = _plain
    operators: Mapping[str, str] = field(default_factory=dict)
    separator: str = ", "


SPREADSHEET = Notation()
STRENGTH = {
    **dict.fromkeys(("=", "<>", "<", "<=", ">", ">="), 1),
    **dict.fromkeys(("+", "-"), 2),
    **dict.fromkeys(("*", "/"), 3),
    "^": 4,
}
"""How tightly an operator binds; a call or a leaf binds tightest."""


def write_formula(tree: Tree, notation: Notation = SPREADSHEET) -> str:
    """
    Write a tree with no more brackets than it needs.

    Examples
    --------
    >>> from opendti.formula.read import read_formula
    >>> write_formula(read_formula("((a+1)*b)"))
    '(a + 1) * b'
    """
    if isinstance(tree, Number):
        return notation.number(tree.value)
    if isinstance(tree, Name):
        return notation.name(tree.name)
    if isinstance(tree, String):
        return f'"{tree.value}"'
    if tree.function in OPERATORS:
        return _operation(tree, notation)
    arguments = (write_formula(argument, notation) for argument in tree.arguments)
    return f"{tree.function}({notation.separator.join(arguments)})"


def _operation(tree: Call, notation: Notation) -> str:
    left, right = tree.arguments
    strength = STRENGTH[tree.function]
    operator = notation.operators.get(tree.function, tree.function)
    first = _bracketed(left, notation, weaker_than=strength)
    second = _bracketed(right, notation, weaker_than=strength + 1)
    return f"{first} {operator} {second}"


def _bracketed(tree: Tree, notation: Notation, *, weaker_than: int) -> str:
    text = write_formula(tree, notation)
    is_weak = (
        isinstance(tree, Call)
        and STRENGTH.get(tree.function, weaker_than) < weaker_than
    )
    is_negative = isinstance(tree, Number) and tree.value < 0
    return f"({text})" if is_weak or is_negative else text
