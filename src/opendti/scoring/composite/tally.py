"""A composite index as scores: the same table as any other index gives."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.rounding import round_half_up
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.composite.driver import Course, composite_of, run
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
    course = run(plan, answers)
    shape = (*course.kept.shape, kept.size)
    points, maxima = np.full(shape, np.nan), np.empty(shape)
    states = np.empty(shape, dtype=np.uint8)
    for column, place in enumerate(kept):
        maxima[..., column] = _top(plan, int(place))[answers.blocks]
        states[..., column] = _states(plan, course, int(place))
        if int(place) in course.columns:
            points[..., column] = course.columns[int(place)]
        else:
            points[..., column] = np.where(maxima[..., column] == 0, 0.0, np.nan)
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
        states=states,
        unresolved=_unresolved(plan, course),
    )


def _top(plan: Plan, place: int) -> NDArray[np.float64]:
    """Return for each block the top of an entry's scale."""
    composite = composite_of(plan)
    exists = (~np.isnan(plan.maxima[:, list(plan.entries[place].leaves)])).any(axis=-1)
    counts = place in composite.nodes or any(
        joint.entry == place for joint in composite.joints
    )
    return np.where(exists, composite.high[place] if counts else 0.0, np.nan)


def _states(plan: Plan, course: Course, place: int) -> NDArray[np.uint8]:
    """Tell a node's state from those of the criteria in it, shown ones aside."""
    composite = composite_of(plan)
    below = plan.entries[place].leaves
    counted = [one for one in below if one in composite.criteria] or list(below)
    raw = course.raw
    if len(counted) == 1:
        return raw.states[..., counted[0]]
    is_given = np.zeros(course.kept.shape, dtype=np.bool_)
    applies, waits = is_given.copy(), is_given.copy()
    for one in counted:
        states, exists = raw.states[..., one], raw.exists[..., one]
        is_given |= exists & (states == State.GIVEN)
        applies |= exists & (states != State.NOT_APPLICABLE)
        if plan.criteria[one].not_measured == "hold":
            waits |= exists & (states == State.NOT_MEASURED)
    result = np.where(is_given, State.GIVEN, State.BLANK)
    result[~applies] = State.NOT_APPLICABLE
    result[waits] = State.NOT_MEASURED
    return result.astype(np.uint8)


def _unresolved(plan: Plan, course: Course) -> NDArray[np.bool_]:
    """Tell for which units a measurement is missing that holds publication back."""
    waits = np.zeros(course.kept.shape, dtype=np.bool_)
    for one in composite_of(plan).criteria:
        if plan.criteria[one].not_measured == "hold":
            missing = course.raw.states[..., one] == State.NOT_MEASURED
            waits |= missing & course.raw.exists[..., one]
    return waits & course.kept
