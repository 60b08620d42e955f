"""
Plan and answers to scores.

Units are taken in chunks that stay in the processor's cache. Sums run in the
order of the plan, one column after the other, so the same answers give the same
bytes whatever the number of units, chunks or cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.errors import UsageError
from opendti.formula import evaluate
from opendti.numeric.rounding import round_half_up
from opendti.plan.model import Batch, Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.scores import Scores

CHUNK = 4096
"""Units scored at a time, unless asked otherwise."""
Array = NDArray[np.float64]
States = NDArray[np.uint8]


def score(
    plan: Plan,
    answers: Answers,
    nodes: Sequence[str] | None = None,
    *,
    chunk: int = CHUNK,
) -> Scores:
    """
    Score answers.

    Parameters
    ----------
    plan
        What `compile_plan` made.
    answers
        Of shape (…, U, I), the items in the plan's order.
    nodes
        Codes of the nodes and views to keep; all of them by default.
    chunk
        Units scored at a time; it changes no byte of the result.

    Raises
    ------
    UsageError
        Where the answers have another number of items than the plan, or a node is
        unknown.

    Notes
    -----
    A blank scores 0 of its maximum. What does not apply leaves points and maximum.
    What was not measured scores 0 (`zero`), leaves both (`leave_out`), or scores 0
    and marks the unit as unresolved (`hold`).
    """
    if answers.values.shape[-1] != len(plan.items):
        message = f"{answers.values.shape[-1]} items, the plan has {len(plan.items)}"
        raise UsageError(message)
    kept = _kept(plan, nodes)
    shape = answers.values.shape[:-1]
    result = Scores(
        plan=plan,
        units=answers.units,
        blocks=answers.blocks,
        nodes=kept,
        points=np.empty((*shape, len(kept))),
        max_points=np.empty((*shape, len(kept))),
        values=np.empty((*shape, len(kept))),
        states=np.empty((*shape, len(kept)), dtype=np.uint8),
        unresolved=np.zeros(shape, dtype=np.bool_),
    )
    best = best_of_blocks(plan, answers)
    for start in range(0, len(answers.units), chunk):
        _score_chunk(answers, slice(start, start + chunk), best, result)
    return result


def best_of_blocks(plan: Plan, answers: Answers) -> Array:
    """
    Return the best value in each block of everything `BEST` is asked of.

    Returns
    -------
    ndarray
        (…, block, best) float64; NaN where nobody in the block has a value.
    """
    leading = answers.values.shape[:-2]
    best = np.full((*leading, len(plan.blocks), len(plan.bests)), np.nan)
    columns = {
        item.id: answers.values[..., place] for place, item in enumerate(plan.items)
    }
    for place, tree in enumerate(plan.bests):
        values = evaluate(tree, columns)
        for block in range(len(plan.blocks)):
            of_block = values[..., answers.blocks == block]
            best[..., block, place] = np.fmax.reduce(of_block, axis=-1, initial=np.nan)
    return best


def _kept(plan: Plan, nodes: Sequence[str] | None) -> NDArray[np.intp]:
    if nodes is None:
        return np.arange(len(plan.node_codes))
    return np.array(sorted(plan.node_index(code) for code in nodes), dtype=np.intp)


def _score_chunk(answers: Answers, rows: slice, best: Array, result: Scores) -> None:
    plan = result.plan
    chunk = Answers(
        answers.units[rows],
        answers.blocks[rows],
        answers.values[..., rows, :],
        answers.states[..., rows, :],
    )
    leaves = score_criteria(plan, chunk, best)
    result.unresolved[..., rows] = leaves.waits.any(axis=-1)
    for column, place in enumerate(result.nodes):
        points, maxima, states = _node(plan, leaves, int(place))
        result.points[..., rows, column] = points
        result.max_points[..., rows, column] = maxima
        result.states[..., rows, column] = states
    with np.errstate(divide="ignore", invalid="ignore"):
        values = result.points[..., rows, :] / result.max_points[..., rows, :]
    values[np.isinf(values)] = np.nan
    result.values[..., rows, :] = round_half_up(values, plan.rounding.value)


@dataclass(frozen=True, slots=True)
class Leaves:
    """Criteria scored: (…, U, C) points, maxima (NaN: not in the block), states, waits."""

    points: Array
    maxima: Array
    states: States
    waits: NDArray[np.bool_]


def score_criteria(plan: Plan, answers: Answers, best: Array) -> Leaves:
    """Score every criterion of every unit; `best` as `best_of_blocks` gives it."""
    shape = (*answers.values.shape[:-1], len(plan.criteria))
    maxima = np.broadcast_to(plan.maxima[answers.blocks], shape).copy()
    raw = np.full(shape, np.nan)
    for batch in plan.batches:
        raw[..., batch.criteria] = _evaluate(batch, answers, maxima, best)
    absent = np.zeros(shape, dtype=np.bool_)
    for batch in plan.absences:
        absent[..., batch.criteria] = _evaluate(batch, answers, maxima, best) == 1
    states = _criterion_states(plan, answers, raw, absent)
    leaves_out = _left_out(plan, states)
    points = np.clip(np.nan_to_num(raw, nan=0.0), 0.0, np.nan_to_num(maxima))
    points[states != State.GIVEN] = 0.0
    if plan.rounding.criterion is not None:
        points = round_half_up(points, plan.rounding.criterion)
    exists = ~np.isnan(maxima)
    maxima[leaves_out & exists] = 0.0
    holds = np.array([one.not_measured == "hold" for one in plan.criteria])
    waits = (states == State.NOT_MEASURED) & holds & exists
    return Leaves(points, maxima, states, waits)


def _evaluate(batch: Batch, answers: Answers, maxima: Array, best: Array) -> Array:
    values: dict[str, Array | float] = {"max": maxima[..., batch.criteria]}
    for name, slot in batch.slots.items():
        if slot.kind == "item":
            values[name] = answers.values[..., slot.columns]
        elif slot.kind == "best":
            values[name] = best[..., answers.blocks, :][..., slot.columns]
        else:
            values[name] = slot.numbers
    return evaluate(batch.tree, values)


def _criterion_states(
    plan: Plan, answers: Answers, raw: Array, absent: NDArray[np.bool_]
) -> States:
    starts = [criterion.items[0] for criterion in plan.criteria]

    def any_item(state: State) -> NDArray[np.bool_]:
        return np.logical_or.reduceat(answers.states == state, starts, axis=-1)

    nothing_given = np.logical_and.reduceat(
        answers.states != State.GIVEN, starts, axis=-1
    )
    states = np.where(np.isnan(raw) | nothing_given, State.BLANK, State.GIVEN)
    states[any_item(State.NOT_MEASURED)] = State.NOT_MEASURED
    may_not_apply = np.array([one.may_not_apply for one in plan.criteria])
    claimed = any_item(State.NOT_APPLICABLE)
    states[claimed] = State.BLANK
    states[(claimed & may_not_apply) | absent] = State.NOT_APPLICABLE
    return states.astype(np.uint8)


def _left_out(plan: Plan, states: States) -> NDArray[np.bool_]:
    leave_out = np.array([one.not_measured == "leave_out" for one in plan.criteria])
    not_measured = (states == State.NOT_MEASURED) & leave_out
    return np.asarray((states == State.NOT_APPLICABLE) | not_measured)


def _node(plan: Plan, leaves: Leaves, place: int) -> tuple[Array, Array, States]:
    """Add up the criteria below a node or view, in the plan's order."""
    below = plan.entries[place].leaves
    points = np.zeros(leaves.points.shape[:-1])
    maxima = np.zeros(leaves.points.shape[:-1])
    exists = np.zeros(leaves.points.shape[:-1], dtype=np.bool_)
    for leaf in below:
        here = ~np.isnan(leaves.maxima[..., leaf])
        points += leaves.points[..., leaf]
        maxima += np.where(here, leaves.maxima[..., leaf], 0.0)
        exists |= here
    points = np.where(exists, points, np.nan)
    maxima = np.where(exists, maxima, np.nan)
    return points, maxima, _node_states(leaves, below)


def _node_states(leaves: Leaves, below: tuple[int, ...]) -> States:
    columns = list(below)
    if len(columns) == 1:
        return leaves.states[..., columns[0]]
    exists = ~np.isnan(leaves.maxima[..., columns])
    states = leaves.states[..., columns]
    is_given = (exists & (states == State.GIVEN)).any(axis=-1)
    applies = (exists & (states != State.NOT_APPLICABLE)).any(axis=-1)
    result = np.where(is_given, State.GIVEN, State.BLANK)
    result = np.where(applies, result, State.NOT_APPLICABLE)
    waits = leaves.waits[..., columns].any(axis=-1)
    return np.asarray(np.where(waits, State.NOT_MEASURED, result), dtype=np.uint8)
