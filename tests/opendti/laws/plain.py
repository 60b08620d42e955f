"""The scoring method once more, in plain loops over one unit: what the arrays must equal."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from opendti.formula import Call, Name, Number, Tree
from opendti.plan.model import Criterion, Plan
from opendti.scoring import Answers, State

Value = float | None


@dataclass
class Leaf:
    """One criterion of one unit."""

    points: float
    maximum: float
    state: State


def plain_scores(
    plan: Plan, answers: Answers
) -> list[list[tuple[float, float] | None]]:
    """Return for every unit and entry its points and maximum, None where there is none."""
    return [_unit(plan, answers, row) for row in range(len(answers.units))]


def _unit(plan: Plan, answers: Answers, row: int) -> list[tuple[float, float] | None]:
    leaves = [_leaf(plan, answers, row, index) for index in range(len(plan.criteria))]
    for leaf, criterion in zip(leaves, plan.criteria, strict=True):
        if leaf is not None and criterion.sign:
            leaf.maximum = 0
    result: list[tuple[float, float] | None] = []
    for entry in plan.entries:
        below = [leaf for index in entry.leaves if (leaf := leaves[index]) is not None]
        total = (
            sum(leaf.points for leaf in below),
            sum(leaf.maximum for leaf in below),
        )
        result.append(total if below else None)
    return result


def _leaf(plan: Plan, answers: Answers, row: int, index: int) -> Leaf | None:
    criterion = plan.criteria[index]
    maximum = criterion.maxima[answers.blocks[row]]
    if math.isnan(maximum):
        return None
    states = {State(answers.states[row, column]) for column in criterion.items}
    values: dict[str, Value] = {"max": maximum}
    for other in plan.criteria:
        values |= _values(plan, answers, row, other)
    best = _Best(plan, answers, row)
    absent = criterion.absent_when
    if (State.NOT_APPLICABLE in states and criterion.may_not_apply) or (
        absent is not None and _value(absent, values, best) == 1
    ):
        return Leaf(0, 0, State.NOT_APPLICABLE)
    if State.NOT_APPLICABLE in states:
        return _blank(criterion, maximum)
    unmeasured = criterion.unmeasured_when
    if State.NOT_MEASURED in states or (
        unmeasured is not None and _value(unmeasured, values, best) == 1
    ):
        left_out = criterion.not_measured == "leave_out"
        return Leaf(0, 0 if left_out else maximum, State.NOT_MEASURED)
    points = _value(criterion.tree, values, best)
    if points is None or State.GIVEN not in states:
        return _blank(criterion, maximum)
    points = min(max(points, 0), maximum)
    return Leaf(-points if criterion.sign < 0 else points, maximum, State.GIVEN)


def _blank(criterion: Criterion, maximum: float) -> Leaf:
    return Leaf(-maximum if criterion.sign < 0 else 0, maximum, State.BLANK)


def _values(
    plan: Plan, answers: Answers, row: int, criterion: Criterion
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for column in criterion.items:
        value = float(answers.values[row, column])
        values[plan.items[column].id] = None if math.isnan(value) else value
    return values


@dataclass
class _Best:
    plan: Plan
    answers: Answers
    row: int

    def of(self, tree: Tree) -> Value:
        block = self.answers.blocks[self.row]
        found = []
        for row in range(len(self.answers.units)):
            if self.answers.blocks[row] == block:
                values: dict[str, Value] = {}
                for criterion in self.plan.criteria:
                    values |= _values(self.plan, self.answers, row, criterion)
                found.append(_value(tree, values, self))
        known = [number for number in found if number is not None]
        return max(known) if known else None


def _value(tree: Tree, values: dict[str, Value], best: _Best) -> Value:  # noqa: PLR0911 -- one line a kind
    if isinstance(tree, Number):
        return tree.value
    if isinstance(tree, Name):
        return values[tree.name]
    assert isinstance(tree, Call)
    if tree.function == "BEST":
        return best.of(tree.arguments[0])
    if tree.function == "IF":
        condition = _value(tree.arguments[0], values, best)
        if condition is None:
            return None
        return _value(tree.arguments[1 if condition else 2], values, best)
    parts = [_value(argument, values, best) for argument in tree.arguments]
    if tree.function == "IFNA":
        return parts[1] if parts[0] is None else parts[0]
    known = [part for part in parts if part is not None]
    return None if len(known) < len(parts) else PLAIN[tree.function](*known)


PLAIN = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b if b else math.nan,
    "=": lambda a, b: float(a == b),
    "<": lambda a, b: float(a < b),
    "<=": lambda a, b: float(a <= b),
    ">": lambda a, b: float(a > b),
    ">=": lambda a, b: float(a >= b),
    "MIN": min,
    "MAX": max,
    "^": lambda a, b: _known(lambda: math.pow(a, b)),
    "LN": lambda a: _known(lambda: math.log(a)),
    "LOG": lambda a, b=10.0: _known(lambda: math.log(a) / math.log(b)),
    "EXP": lambda a: _known(lambda: math.exp(a)),
}


def _known(work_out: Callable[[], float]) -> Value:
    """Return None where the function is not defined."""
    try:
        return work_out()
    except (ValueError, OverflowError):
        return None
