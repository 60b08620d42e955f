"""
The kernel that scores criteria.

Arrays are (criterion, …, unit), contiguous by criterion, so that columns are added up
within the processor's cache.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.rounding import round_half_up
from opendti.plan.arrays import Batch
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State

Array = NDArray[np.float64]
States = NDArray[np.uint8]
Flags = NDArray[np.bool_]
TILE = 512
"""Units copied at a time."""


@dataclass(frozen=True, slots=True)
class CriterionStates:
    """
    States of criteria, each (C, …, U), where not every answer is given.

    `exists`: the block has the criterion; `removed`: its maximum does not count;
    `waits`: a missing measurement prevents publication.
    """

    states: States
    exists: Flags
    removed: Flags
    waits: Flags


@dataclass(frozen=True, slots=True)
class CriterionScores:
    """Points (C, …, U); details are None where every answer is given."""

    points: Array
    details: CriterionStates | None


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Answers (I, …, U), and the other inputs of rules."""

    plan: Plan
    values: Array
    states: States
    maxima: Array
    best: Array

    def column(self, numbers: NDArray[Any]) -> NDArray[Any]:
        """Return (C, 1, …): one number a criterion along the first axis."""
        return numbers.reshape((-1, *(1,) * (self.values.ndim - 1)))

    def evaluate(self, batch: Batch) -> Array:
        """Evaluate a batch: (G, …, U)."""
        values: dict[str, Array | float] = {"max": self.maxima[batch.criteria]}
        for name, slot in batch.slots.items():
            if slot.kind == "item":
                values[name] = self.values[slot.columns]
            elif slot.kind == "best":
                values[name] = self.best[slot.columns]
            else:
                values[name] = self.column(slot.numbers)
        return batch.program(values)

    def where(self, batches: tuple[Batch, ...]) -> Flags:
        """Return (C, …, U) where the conditions of batches hold."""
        shape = (len(self.plan.criteria), *self.values.shape[1:])
        holds = np.zeros(shape, dtype=np.bool_)
        for batch in batches:
            holds[batch.criteria] = self.evaluate(batch) == 1
        return holds


def score_criteria(plan: Plan, answers: Answers, best: Array) -> CriterionScores:
    """
    Score every criterion of every unit.

    Parameters
    ----------
    plan, answers
        As `score` takes them.
    best
        The result of `best_of_blocks`.
    """
    chunk = _chunk(plan, answers, best)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        raw = _raw_points(chunk)
        # Before the states: a formula may overshoot both ends, and NaN must stay NaN to become
        # a blank.
        np.maximum(raw, 0.0, out=raw)
        np.minimum(raw, chunk.maxima, out=raw)
    details = None if _is_all_given(chunk, raw) else _details(chunk, raw)
    if details is not None:
        raw[details.states != State.GIVEN] = 0.0
        raw[~details.exists] = 0.0
    # Where a framework says so, each criterion is rounded before anything is added up: as on
    # paper.
    if plan.rounding.criterion is not None:
        raw = round_half_up(raw, plan.rounding.criterion)
    if plan.flags.signs.any():
        _sign(chunk, raw, details)
    return CriterionScores(raw, details)


def _raw_points(chunk: _Chunk) -> Array:
    """Evaluate every criterion into a new array (C, …, U), before bounds and states."""
    shape = (len(chunk.plan.criteria), *chunk.values.shape[1:])
    # A plan of like criteria is one program: its result is used as it is, without a second
    # array.
    if len(chunk.plan.batches) == 1:
        raw = chunk.evaluate(chunk.plan.batches[0])
        # A formula that is an item's name returns the answers themselves.
        is_new = raw.shape == shape and not np.may_share_memory(raw, chunk.values)
        return raw if is_new else np.broadcast_to(raw, shape).copy()
    raw = np.empty(shape)
    for batch in chunk.plan.batches:
        raw[batch.criteria] = chunk.evaluate(batch)
    return raw


def _chunk(plan: Plan, answers: Answers, best: Array) -> _Chunk:
    leading = answers.values.ndim - 2
    spread = (slice(None), *(None,) * leading, slice(None))
    maxima = (
        plan.maxima.T if len(plan.blocks) == 1 else plan.maxima.T[:, answers.blocks]
    )
    of_units = np.moveaxis(best[..., answers.blocks, :], -1, 0)
    values = _by_item(answers.values)
    return _Chunk(plan, values, answers.states, maxima[spread], of_units)


def _by_item(values: Array) -> Array:
    """Copy (…, U, I) to (I, …, U), in tiles that fit the first-level cache."""
    transposed = np.moveaxis(values, -1, 0)
    laid_out = np.empty(transposed.shape)
    for start in range(0, transposed.shape[-1], TILE):
        tile = (..., slice(start, start + TILE))
        laid_out[tile] = transposed[tile]
    return laid_out


def _is_all_given(chunk: _Chunk, raw: Array) -> bool:
    plan = chunk.plan
    return not (
        plan.absences or plan.unmeasured or chunk.states.any() or np.isnan(raw).any()
    )


def _details(chunk: _Chunk, raw: Array) -> CriterionStates:
    flags = chunk.plan.flags
    exists = np.broadcast_to(~np.isnan(chunk.maxima), raw.shape)
    states = np.where(np.isnan(raw), State.BLANK, State.GIVEN).astype(np.uint8)
    if chunk.plan.unmeasured:
        states[chunk.where(chunk.plan.unmeasured)] = State.NOT_MEASURED
    if chunk.states.any():
        _spread_item_states(chunk, states)
    if chunk.plan.absences:
        states[chunk.where(chunk.plan.absences)] = State.NOT_APPLICABLE
    # So that the zero of a criterion which the block lacks is not taken for a blank.
    states[~exists] = State.GIVEN
    is_unmeasured = states == State.NOT_MEASURED
    removed = (states == State.NOT_APPLICABLE) | (
        is_unmeasured & chunk.column(flags.leaves_out)
    )
    return CriterionStates(
        states, exists, removed, is_unmeasured & chunk.column(flags.holds)
    )


def _spread_item_states(chunk: _Chunk, states: States) -> None:
    """Set the states of criteria from those of their items."""
    starts = chunk.plan.flags.starts

    def any_item(state: State) -> Flags:
        found = np.logical_or.reduceat(chunk.states == state, starts, axis=-1)
        return np.moveaxis(found, -1, 0)

    # In this order: each line below outranks those before it where a criterion's items differ.
    states[~any_item(State.GIVEN)] = State.BLANK
    states[any_item(State.NOT_MEASURED)] = State.NOT_MEASURED
    claimed = any_item(State.NOT_APPLICABLE)
    allowed = chunk.column(chunk.plan.flags.may_not_apply)
    # Claimed where the framework does not allow it: counted as a blank, so that a claim never
    # pays.
    states[claimed] = State.BLANK
    states[claimed & allowed] = State.NOT_APPLICABLE


def _sign(chunk: _Chunk, points: Array, details: CriterionStates | None) -> None:
    """Make penalties negative; a blank one costs its whole cap, so that a blank never pays."""
    is_penalty = chunk.plan.flags.signs < 0
    if details is not None:
        blank = (details.states == State.BLANK) & chunk.column(is_penalty)
        np.copyto(points, np.nan_to_num(chunk.maxima), where=blank)
    points[is_penalty] *= -1
