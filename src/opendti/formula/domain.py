"""
Conditions under which a formula has no value although every answer is given.

A logarithm needs a number above 0, a root one of at least 0, a reciprocal one other than 0;
an exponential or a power may be too large to compute. Each such requirement is a condition in the
formula language itself, so that it is checked like any other condition between answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from opendti.formula.evaluate import constant
from opendti.formula.tree import Call, Name, Number, Tree, call, walk

Requirement = Literal["positive", "not_negative", "not_zero", "computable"]
PARTIAL = frozenset({"LN", "LOG", "EXP"})
LARGEST_DIGITS = 300.0
LARGEST_EXPONENT = 690.0
"""What can be computed with room to spare: a double ends at 1.8e308, and exp(709) there."""
YES = Number(1.0)
ZERO = Number(0.0)


@dataclass(frozen=True, slots=True)
class DomainCondition:
    """
    What one call asks of what it is given.

    Attributes
    ----------
    call
        The logarithm, exponential or power.
    on
        What it is asked of: the argument, or the base.
    kind
        What is asked.
    holds
        A condition: 1 where the call has a value or is not reached, 0 where it has none.
    """

    call: Call
    on: Tree
    kind: Requirement
    holds: Tree


def domain_conditions(tree: Tree) -> tuple[DomainCondition, ...]:
    """
    Return the domain conditions of a compiled formula, in the order they are written.

    A call in a branch of `IF` is asked only where the branch is taken. A condition that
    compares with the block is left out, so that the requirement then holds for both branches.
    """
    return tuple(_domain_conditions(tree, ()))


Path = tuple[tuple[Tree, bool], ...]


def _domain_conditions(tree: Tree, path: Path) -> Iterator[DomainCondition]:
    if not isinstance(tree, Call):
        return
    branches = [path] * len(tree.arguments)
    if tree.function == "IF" and not _is_of_block(tree.arguments[0]):
        condition = tree.arguments[0]
        branches = [path, (*path, (condition, True)), (*path, (condition, False))]
    for argument, branch in zip(tree.arguments, branches, strict=True):
        yield from _domain_conditions(argument, branch)
    for own in own_conditions(tree, {}):
        holds = own.holds
        for condition, is_met in reversed(path):
            parts = (holds, YES) if is_met else (YES, holds)
            holds = call("IF", condition, *parts)
        yield DomainCondition(own.call, own.on, own.kind, holds)


def _is_of_block(condition: Tree) -> bool:
    return any(
        part == Name("max") or (isinstance(part, Call) and part.function == "BEST")
        for part in walk(condition)
    )


def own_conditions(
    tree: Call, constants: Mapping[str, float | None]
) -> Iterator[DomainCondition]:
    """Yield what one call by itself asks; of a constant only what is not met."""
    for on, kind, condition in _conditions(tree, constants):
        number = constant(on, constants)
        if number is None or not _meets(number, kind):
            yield DomainCondition(tree, on, kind, condition)


def _conditions(
    tree: Call, constants: Mapping[str, float | None]
) -> Iterator[tuple[Tree, Requirement, Tree]]:
    on = tree.arguments[0]
    if tree.function in {"LN", "LOG"}:
        yield on, "positive", call(">", on, ZERO)
    elif tree.function == "EXP":
        yield on, "computable", call("<=", on, Number(LARGEST_EXPONENT))
    elif tree.function == "^":
        power = constant(tree.arguments[1], constants)
        if power is not None:
            is_open = isinstance(on, Call) and constant(on, constants) is None
            yield from _of_power(tree, power, may_overflow=is_open)


def _of_power(
    tree: Call, power: float, *, may_overflow: bool
) -> Iterator[tuple[Tree, Requirement, Tree]]:
    on = tree.arguments[0]
    is_root = power != int(power)
    if power < 0:
        # Of a number next to 0 the reciprocal is endless too.
        minimum = Number(10.0 ** (-LARGEST_DIGITS / -power))
        kind: Requirement = "positive" if is_root else "not_zero"
        yield on, kind, call(">", on if is_root else call("ABS", on), minimum)
    elif is_root:
        yield on, "not_negative", call(">=", on, ZERO)
    if power > 1 and may_overflow:
        maximum = Number(10.0 ** (LARGEST_DIGITS / power))
        yield on, "computable", call("<=", call("ABS", on), maximum)


def _meets(number: float, kind: Requirement) -> bool:
    return {
        "positive": number > 0,
        "not_negative": number >= 0,
        "not_zero": number != 0,
        "computable": number <= LARGEST_EXPONENT,
    }[kind]
