"""Scores of a composite index, in the same table as those of any other index."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.rounding import round_half_up
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite.driver import run_composite
from opendti.scoring.composite.run import CompositeRun, composite_of
from opendti.scoring.criteria import CriterionStates
from opendti.scoring.nodes import states_of
from opendti.scoring.scores import Scores


def score_composite(plan: Plan, answers: Answers, kept: NDArray[np.intp]) -> Scores:
    """
    Score answers to a composite index.

    Parameters
    ----------
    plan, answers
        As for `score`.
    kept
        The columns of nodes and views to keep.

    Returns
    -------
    Scores
        `points` are the values on the index's own scale, `values` the same rounded to
        the framework's decimals, `max_points` the top of the scale (inf where it has
        none, NaN where the node does not exist for the unit's block, 0 for what is
        only shown). A unit that was screened out has no points and no value.
    """
    run = run_composite(plan, answers)
    maxima = _tops(plan)[answers.blocks][:, kept]
    maxima = np.broadcast_to(maxima, (*run.kept.shape, kept.size)).copy()
    points = np.where(maxima == 0, 0.0, np.nan)
    for column, node in enumerate(kept):
        if int(node) in run.columns:
            points[..., column] = run.columns[int(node)]
    details = _details(plan, run)
    return Scores(
        plan=plan,
        units=answers.units,
        blocks=answers.blocks,
        nodes=kept,
        points=points,
        max_points=maxima,
        values=round_half_up(
            np.where(maxima == 0, np.nan, points), plan.rounding.value
        ),
        states=_states(plan, details, kept),
        unresolved=details.waits[list(composite_of(plan).criteria)].any(axis=0)
        & run.kept,
    )


def _tops(plan: Plan) -> NDArray[np.float64]:
    """Return the maxima of all scales: (block, node)."""
    composite = composite_of(plan)
    counts = np.zeros(len(plan.entries), dtype=np.bool_)
    counts[list(composite.nodes)] = True
    counts[[aggregation.entry for aggregation in composite.aggregations]] = True
    exists = [
        (~np.isnan(plan.maxima[:, below])).any(axis=-1)
        for below in plan.descendants.criteria
    ]
    tops = np.where(counts, composite.high, 0.0)
    return np.where(np.stack(exists, axis=-1), tops, np.nan)


def _details(plan: Plan, run: CompositeRun) -> CriterionStates:
    raw = run.raw
    states = np.moveaxis(raw.states, -1, 0)
    exists = np.moveaxis(np.broadcast_to(raw.exists, raw.states.shape), -1, 0)
    holds = plan.flags.holds.reshape(-1, *(1,) * (states.ndim - 1))
    waits = exists & holds & (states == State.NOT_MEASURED)
    return CriterionStates(states, exists, np.zeros_like(exists), waits)


def _states(
    plan: Plan, details: CriterionStates, kept: NDArray[np.intp]
) -> NDArray[np.uint8]:
    """Return states (…, U, N) by the indicators of a node; by shown criteria where it has none."""
    counts = np.zeros(len(plan.criteria), dtype=np.bool_)
    counts[list(composite_of(plan).criteria)] = True
    has_counted = np.array([
        counts[plan.descendants.criteria[node]].any() for node in kept
    ])
    is_counted = counts.reshape(-1, *(1,) * (details.exists.ndim - 1)) & details.exists
    counted = replace(details, exists=is_counted, waits=details.waits & is_counted)
    return np.where(
        has_counted,
        states_of(counted, plan.descendants, kept),
        states_of(details, plan.descendants, kept),
    )
