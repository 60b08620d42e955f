"""Numbers of the indicators of a composite index, from the answers."""

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
"""Units transposed at a time, so that they stay in the processor's cache."""


@dataclass(frozen=True, slots=True, eq=False)
class RawIndicators:
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


def raw_numbers(
    plan: Plan, composite: CompositePlan, answers: Answers
) -> RawIndicators:
    """
    Return every indicator's raw number: the item as answered, or the value of its rule.

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
    own = np.array(
        [_own_item(plan, criterion) for criterion in plan.criteria], dtype=np.intp
    )
    values = columns_of(answers.values, own[composite.criteria])
    states = columns_of(answers.states, own)
    for index, criterion in enumerate(plan.criteria):
        if criterion.kind == "number":
            _refuse_claims(criterion, states[..., index])
        else:
            numbers = _evaluated(plan, index, criterion.tree, answers)
            states[..., index] = _states(plan, index, answers, numbers)
            values[..., composite.criteria == index] = numbers[..., None]
    for column, index in enumerate(composite.criteria):
        _leave_out(plan.criteria[index], values[..., column], states[..., index])
    exists = ~np.isnan(plan.maxima)
    if not exists.all():
        exists = exists[answers.blocks]
        missing = ~exists[..., composite.criteria]
        # What the unit's block lacks is no number of its, whatever a table says of it.
        values[np.broadcast_to(missing, values.shape)] = np.nan
    else:
        # One row stands for all units where every block has every criterion, and broadcasts.
        exists = exists[:1]
    return RawIndicators(values, states, exists)


def columns_of(table: NDArray[Kind], columns: NDArray[np.intp]) -> NDArray[Kind]:
    """Copy columns of (…, U, I), each contiguous in memory; -1 is a column of NaN."""
    units = table.shape[-2]
    # Methods reduce over units, so the units of an indicator lie side by side in memory.
    transposed = np.empty((*table.shape[:-2], columns.size, units), dtype=table.dtype)
    for start in range(0, units, ROWS):
        rows = slice(start, start + ROWS)
        transposed[..., rows] = table[..., rows, :].swapaxes(-1, -2)[..., columns, :]
    if (columns < 0).any():
        transposed[..., columns < 0, :] = np.nan
    return transposed.swapaxes(-1, -2)


def _own_item(plan: Plan, criterion: Criterion) -> int:
    if isinstance(criterion.tree, Name):
        return plan.addresses[criterion.tree.name]
    return criterion.items[0]


def _refuse_claims(criterion: Criterion, states: States) -> None:
    """Set claims of "not applicable" to blank where the framework does not allow them."""
    if not criterion.may_not_apply:
        states[states == State.NOT_APPLICABLE] = State.BLANK


def _leave_out(criterion: Criterion, values: Array, states: States) -> None:
    """Set the numbers of a rule to NaN where not given, unmeasured ones to 0 under `zero`."""
    if criterion.kind != "number":
        values[states != State.GIVEN] = np.nan
    if criterion.not_measured == "zero":
        values[states == State.NOT_MEASURED] = 0.0


def _evaluated(plan: Plan, index: int, tree: Tree, answers: Answers) -> Array:
    values: dict[str, Array | float] = {
        plan.items[item].id: answers.values[..., item]
        for item in plan.criteria[index].items
    }
    values["max"] = plan.maxima[answers.blocks, index]
    shape = answers.values.shape[:-1]
    return np.broadcast_to(evaluate(tree, values), shape)


def _states(plan: Plan, index: int, answers: Answers, values: Array) -> States:
    """Return the states (…, U) of a criterion with a rule from those of its items."""
    criterion = plan.criteria[index]
    states = answers.states[..., list(criterion.items)]
    result: States = states.min(axis=-1)
    if criterion.kind != "shown":
        # In this order, as for points: what is below outranks what is above.
        result[(result == State.GIVEN) & np.isnan(values)] = State.BLANK
    result[(states == State.NOT_MEASURED).any(axis=-1)] = State.NOT_MEASURED
    result[_holds(plan, index, criterion.unmeasured_when, answers)] = State.NOT_MEASURED
    claimed = (states == State.NOT_APPLICABLE).any(axis=-1)
    result[claimed] = _claim(criterion)
    result[_holds(plan, index, criterion.absent_when, answers)] = State.NOT_APPLICABLE
    return result


def _claim(criterion: Criterion) -> State:
    return State.NOT_APPLICABLE if criterion.may_not_apply else State.BLANK


def _holds(plan: Plan, index: int, condition: Tree | None, answers: Answers) -> Truths:
    if condition is None:
        return np.zeros(answers.values.shape[:-1], dtype=np.bool_)
    return np.asarray(_evaluated(plan, index, condition, answers) == 1)
