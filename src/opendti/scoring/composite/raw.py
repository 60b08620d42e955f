"""Answers to raw numbers: what every indicator of a composite index begins with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from opendti.formula import Name, Tree, evaluate
from opendti.plan.composite import CompositePlan
from opendti.plan.model import Criterion, Plan
from opendti.scoring.answers import Answers, State

Array = NDArray[np.float64]
States = NDArray[np.uint8]
Truths = NDArray[np.bool_]
Kind = TypeVar("Kind", np.float64, np.uint8)


ROWS = 4096
"""Units turned at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class Raw:
    """
    Numbers and states of indicators, before any step.

    Attributes
    ----------
    values
        (…, U, I), NaN where there is no number; the units of an indicator lie side by
        side in memory.
    states
        (…, U, C) of every criterion, also those that are only shown.
    exists
        (…, U, C) or broadcast to it: whether the unit's block has the criterion.
    """

    values: Array
    states: States
    exists: Truths

    def applies(self, criteria: NDArray[np.intp]) -> Truths:
        """Return (…, U, K) whether criteria exist for the unit's block and apply."""
        states = self.states[..., criteria]
        return np.asarray(self.exists[..., criteria] & (states != State.NOT_APPLICABLE))


def raw_numbers(plan: Plan, composite: CompositePlan, answers: Answers) -> Raw:
    """
    Give every indicator its raw number: the item as answered, or what its rule gives.

    Parameters
    ----------
    plan, composite
        A plan and its composite part.
    answers
        Of shape (…, U, I).

    Notes
    -----
    What was not measured is 0 where its criterion says `zero`, and missing otherwise.
    """
    own = np.array([_own_item(plan, one) for one in plan.criteria], dtype=np.intp)
    values = columns_of(answers.values, own[composite.criteria])
    states = columns_of(answers.states, own)
    for place, criterion in enumerate(plan.criteria):
        if criterion.kind == "number":
            _refuse_claims(criterion, states[..., place])
        else:
            numbers = _worked_out(plan, place, criterion.tree, answers)
            states[..., place] = _states(plan, place, answers, numbers)
            values[..., composite.criteria == place] = numbers[..., None]
    for column, place in enumerate(composite.criteria):
        _leave_out(plan.criteria[place], values[..., column], states[..., place])
    exists = ~np.isnan(plan.maxima)
    if not exists.all():
        exists = exists[answers.blocks]
        missing = ~exists[..., composite.criteria]
        values[np.broadcast_to(missing, values.shape)] = np.nan
    else:
        exists = exists[:1]
    return Raw(values, states, exists)


def columns_of(table: NDArray[Kind], columns: NDArray[np.intp]) -> NDArray[Kind]:
    """Copy columns of (…, U, I) so that each lies in one piece; -1 gives NaN."""
    units = table.shape[-2]
    turned = np.empty((*table.shape[:-2], columns.size, units), dtype=table.dtype)
    for start in range(0, units, ROWS):
        rows = slice(start, start + ROWS)
        turned[..., rows] = table[..., rows, :].swapaxes(-1, -2)[..., columns, :]
    if (columns < 0).any():
        turned[..., columns < 0, :] = np.nan
    return turned.swapaxes(-1, -2)


def _own_item(plan: Plan, criterion: Criterion) -> int:
    if isinstance(criterion.tree, Name):
        return plan.addresses[criterion.tree.name]
    return criterion.items[0]


def _refuse_claims(criterion: Criterion, states: States) -> None:
    """Count a claim that the framework does not allow as blank."""
    if not criterion.may_not_apply:
        states[states == State.NOT_APPLICABLE] = State.BLANK


def _leave_out(criterion: Criterion, values: Array, states: States) -> None:
    """Keep numbers only where they are given, or count as 0."""
    if criterion.kind != "number":
        values[states != State.GIVEN] = np.nan
    if criterion.not_measured == "zero":
        values[states == State.NOT_MEASURED] = 0.0


def _worked_out(plan: Plan, place: int, tree: Tree, answers: Answers) -> Array:
    values: dict[str, Array | float] = {
        plan.items[item].id: answers.values[..., item]
        for item in plan.criteria[place].items
    }
    values["max"] = plan.maxima[answers.blocks, place]
    shape = answers.values.shape[:-1]
    return np.broadcast_to(evaluate(tree, values), shape)


def _states(plan: Plan, place: int, answers: Answers, values: Array) -> States:
    """Tell the state of a criterion with a rule from those of its items."""
    criterion = plan.criteria[place]
    states = answers.states[..., list(criterion.items)]
    result: States = states.min(axis=-1)
    if criterion.kind != "shown":
        result[(result == State.GIVEN) & np.isnan(values)] = State.BLANK
    result[(states == State.NOT_MEASURED).any(axis=-1)] = State.NOT_MEASURED
    result[_holds(plan, place, criterion.unmeasured_when, answers)] = State.NOT_MEASURED
    claimed = (states == State.NOT_APPLICABLE).any(axis=-1)
    result[claimed] = _claim(criterion)
    result[_holds(plan, place, criterion.absent_when, answers)] = State.NOT_APPLICABLE
    return result


def _claim(criterion: Criterion) -> State:
    return State.NOT_APPLICABLE if criterion.may_not_apply else State.BLANK


def _holds(plan: Plan, place: int, condition: Tree | None, answers: Answers) -> Truths:
    if condition is None:
        return np.zeros(answers.values.shape[:-1], dtype=np.bool_)
    return np.asarray(_worked_out(plan, place, condition, answers) == 1)
