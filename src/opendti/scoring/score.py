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
from opendti.formula.evaluate import evaluate_quietly
from opendti.numeric.rounding import round_half_up
from opendti.plan.model import Batch, Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite import score_composite
from opendti.scoring.scores import Scores

CHUNK = 4096
"""Units scored at a time, unless asked otherwise."""
Array = NDArray[np.float64]
States = NDArray[np.uint8]
Flags = NDArray[np.bool_]


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
    and marks the unit as unresolved (`hold`). A composite index scores as
    `opendti.scoring.composite.tally` says.
    """
    if answers.values.shape[-1] != len(plan.items):
        message = f"{answers.values.shape[-1]} items, the plan has {len(plan.items)}"
        raise UsageError(message)
    kept = _kept(plan, nodes)
    if plan.composite is not None:
        return score_composite(plan, answers, kept)
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
    all_given = not leaves.states.any()
    for column, place in enumerate(result.nodes):
        below = plan.entries[place].leaves
        result.points[..., rows, column] = _sum(leaves.points, below)
        result.states[..., rows, column] = (
            State.GIVEN if all_given else _node_states(leaves, below)
        )
    maxima = _node_maxima(plan, chunk.blocks, result.nodes, leaves)
    result.max_points[..., rows, :] = maxima
    points = result.points[..., rows, :]
    points[np.broadcast_to(np.isnan(maxima), points.shape)] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        values = np.where(maxima > 0, np.clip(points / maxima, 0.0, 1.0), np.nan)
    result.values[..., rows, :] = round_half_up(values, plan.rounding.value)


@dataclass(frozen=True, slots=True)
class Leaves:
    """
    Criteria scored, all of (…, U, C).

    `removed` says where a maximum leaves the scale, `exists` where the block has
    the criterion, `waits` where a measurement holds publication back.
    """

    points: Array
    states: States
    exists: Flags
    removed: Flags
    waits: Flags


def score_criteria(plan: Plan, answers: Answers, best: Array) -> Leaves:
    """Score every criterion of every unit; `best` as `best_of_blocks` gives it."""
    shape = (*answers.values.shape[:-1], len(plan.criteria))
    maxima = plan.maxima[answers.blocks]
    exists = np.broadcast_to(~np.isnan(maxima), shape)
    raw = np.full(shape, np.nan)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        for batch in plan.batches:
            raw[..., batch.criteria] = _evaluate(batch, answers, maxima, best)
    states = _criterion_states(plan, answers, raw, maxima, best)
    states[~exists] = State.GIVEN
    is_given = states == State.GIVEN
    points = np.where(is_given, np.clip(raw, 0.0, maxima), 0.0)
    np.nan_to_num(points, copy=False)
    if plan.rounding.criterion is not None:
        points = round_half_up(points, plan.rounding.criterion)
    if plan.flags.signs.any():
        points = _signed(plan, points, states, maxima)
    is_measured = states != State.NOT_MEASURED
    removed = (states == State.NOT_APPLICABLE) | (~is_measured & plan.flags.leaves_out)
    waits = ~is_measured & plan.flags.holds & exists
    return Leaves(points, states, exists, removed, waits)


def _signed(plan: Plan, points: Array, states: States, maxima: Array) -> Array:
    """Take penalties away; a penalty left blank takes its whole cap, so no blank pays."""
    signs = plan.flags.signs
    is_blank_penalty = (states == State.BLANK) & (signs < 0)
    points = np.where(is_blank_penalty, np.nan_to_num(maxima), points)
    return np.asarray(np.where(signs < 0, -points, points))


def _evaluate(batch: Batch, answers: Answers, maxima: Array, best: Array) -> Array:
    values: dict[str, Array | float] = {"max": maxima[..., batch.criteria]}
    for name, slot in batch.slots.items():
        if slot.kind == "item":
            values[name] = answers.values[..., slot.columns]
        elif slot.kind == "best":
            values[name] = best[..., answers.blocks, :][..., slot.columns]
        else:
            values[name] = slot.numbers
    return evaluate_quietly(batch.tree, values)


def _holds(
    batches: tuple[Batch, ...], answers: Answers, maxima: Array, best: Array
) -> Flags:
    """Return (…, U, C) where the conditions of batches hold."""
    shape = (*answers.values.shape[:-1], maxima.shape[-1])
    holds = np.zeros(shape, dtype=np.bool_)
    for batch in batches:
        holds[..., batch.criteria] = _evaluate(batch, answers, maxima, best) == 1
    return holds


def _criterion_states(
    plan: Plan, answers: Answers, raw: Array, maxima: Array, best: Array
) -> States:
    states = np.where(np.isnan(raw), State.BLANK, State.GIVEN).astype(np.uint8)
    if plan.unmeasured:
        states[_holds(plan.unmeasured, answers, maxima, best)] = State.NOT_MEASURED
    if answers.states.any():
        _spread_item_states(plan, answers, states)
    if plan.absences:
        states[_holds(plan.absences, answers, maxima, best)] = State.NOT_APPLICABLE
    return states


def _spread_item_states(plan: Plan, answers: Answers, states: States) -> None:
    """Let the states of the items speak for their criterion."""
    starts = plan.flags.starts

    def any_item(state: State) -> Flags:
        return np.logical_or.reduceat(answers.states == state, starts, axis=-1)

    states[~any_item(State.GIVEN)] = State.BLANK
    states[any_item(State.NOT_MEASURED)] = State.NOT_MEASURED
    claimed = any_item(State.NOT_APPLICABLE)
    allowed = plan.flags.may_not_apply
    states[claimed & ~allowed] = State.BLANK
    states[claimed & allowed] = State.NOT_APPLICABLE


def _sum(columns: Array, below: tuple[int, ...]) -> Array:
    """Add columns one after the other: the same order whatever their number of rows."""
    total = columns[..., below[0]].copy()
    for leaf in below[1:]:
        total += columns[..., leaf]
    return total


def _node_maxima(
    plan: Plan, blocks: NDArray[np.intp], nodes: NDArray[np.intp], leaves: Leaves
) -> Array:
    """Return (…, U, N) maxima; NaN where a block has nothing of a node."""
    if not leaves.removed.any():
        return plan.node_maxima[:, nodes][blocks]
    on_scale = np.where(plan.flags.signs == 0, plan.maxima[blocks], 0.0)
    remaining = np.where(leaves.removed, 0.0, np.nan_to_num(on_scale))
    maxima = np.empty((*leaves.points.shape[:-1], len(nodes)))
    for column, place in enumerate(nodes):
        below = plan.entries[place].leaves
        exists = leaves.exists[..., list(below)].any(axis=-1)
        maxima[..., column] = np.where(exists, _sum(remaining, below), np.nan)
    return maxima


def _node_states(leaves: Leaves, below: tuple[int, ...]) -> States:
    columns = list(below)
    states = leaves.states[..., columns]
    if len(columns) == 1:
        return states[..., 0]
    exists = leaves.exists[..., columns]
    is_given = (exists & (states == State.GIVEN)).any(axis=-1)
    applies = (exists & (states != State.NOT_APPLICABLE)).any(axis=-1)
    unmeasured = (exists & (states == State.NOT_MEASURED)).any(axis=-1)
    is_blank = (exists & (states == State.BLANK)).any(axis=-1)
    result = np.where(is_given, State.GIVEN, State.BLANK)
    result = np.where(unmeasured & ~is_given & ~is_blank, State.NOT_MEASURED, result)
    result = np.where(applies, result, State.NOT_APPLICABLE)
    waits = leaves.waits[..., columns].any(axis=-1)
    return np.asarray(np.where(waits, State.NOT_MEASURED, result), dtype=np.uint8)
