"""
Scores of answers by a plan.

A blank scores 0 of its maximum. What does not apply leaves points and maximum.
What was not measured scores 0 (`zero`), leaves both (`leave_out`), or scores 0 and
marks the unit as unresolved (`hold`). For composite indices see
`opendti.scoring.composite.tally`.

Units are scored in chunks that fit the processor's cache. Sums run in the
order of the plan, one column after the other, so the same answers give the same
bytes whatever the number of units, chunks or cores.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from opendti.errors import UsageError
from opendti.formula import evaluate
from opendti.formula.tree import names_in
from opendti.numeric.rounding import round_half_up
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers
from opendti.scoring.composite import score_composite
from opendti.scoring.criteria import CriterionStates, score_criteria
from opendti.scoring.nodes import add_up, states_of
from opendti.scoring.scores import Scores

CHUNK = 4096
"""Units whose criteria are scored at a time, unless asked otherwise."""
STRIPE = 16
"""Chunks that a thread takes together."""
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
        The result of `compile_plan`.
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
    """
    if answers.values.shape[-1] != len(plan.items):
        message = f"{answers.values.shape[-1]} items, the plan has {len(plan.items)}"
        raise UsageError(message)
    kept = _kept_nodes(plan, nodes)
    if plan.composite is not None:
        return score_composite(plan, answers, kept)
    result = _unfilled(plan, answers, kept)
    best = best_of_blocks(plan, answers)
    stripes = range(0, len(answers.units), chunk * STRIPE)

    def fill(start: int) -> None:
        _fill(answers, start, chunk, best, result)

    if len(stripes) == 1:
        fill(0)
    else:
        # Stripes write disjoint rows, so threads change no byte.
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(fill, stripes))
    return result


def _unfilled(plan: Plan, answers: Answers, kept: NDArray[np.intp]) -> Scores:
    shape = answers.values.shape[:-1]
    return Scores(
        plan=plan,
        units=answers.units,
        blocks=answers.blocks,
        nodes=kept,
        points=np.empty((*shape, len(kept))),
        max_points=np.empty((*shape, len(kept))),
        values=np.empty((*shape, len(kept))),
        states=np.zeros((*shape, len(kept)), dtype=np.uint8),
        unresolved=np.zeros(shape, dtype=np.bool_),
    )


def _fill(
    answers: Answers, start: int, chunk: int, best: Array, result: Scores
) -> None:
    """Score one stripe of units, chunk by chunk."""
    end = min(start + chunk * STRIPE, len(answers.units))
    for first in range(start, end, chunk):
        rows = slice(first, min(first + chunk, end))
        _add_up_criteria(answers, rows, best, result)
    _take_shares(result, slice(start, end))


def best_of_blocks(plan: Plan, answers: Answers) -> Array:
    """
    Return the best value in each block of the arguments of `BEST`.

    Returns
    -------
    ndarray
        (…, block, best) float64; NaN where no unit of the block has a value.
    """
    leading = answers.values.shape[:-2]
    best = np.full((*leading, len(plan.blocks), len(plan.bests)), np.nan)
    for index, tree in enumerate(plan.bests):
        columns = {
            name: answers.values[..., plan.addresses[name]] for name in names_in(tree)
        }
        values = evaluate(tree, columns)
        for block in range(len(plan.blocks)):
            # Within the block alone: blocks are scored by different points, so their bests do
            # not compare.
            of_block = values[..., answers.blocks == block]
            best[..., block, index] = np.fmax.reduce(of_block, axis=-1, initial=np.nan)
    return best


def _kept_nodes(plan: Plan, nodes: Sequence[str] | None) -> NDArray[np.intp]:
    if nodes is None:
        return np.arange(len(plan.node_codes))
    return np.array(sorted(plan.node_index(code) for code in nodes), dtype=np.intp)


def _add_up_criteria(
    answers: Answers, rows: slice, best: Array, result: Scores
) -> None:
    """Write points and maxima of some units, and the states where not all is given."""
    plan = result.plan
    chunk = Answers(
        (),  # kernels need no names, and slicing a million of them takes time
        answers.blocks[rows],
        answers.values[..., rows, :],
        answers.states[..., rows, :],
    )
    leaves = score_criteria(plan, chunk, best)
    result.points[..., rows, :] = add_up(leaves.points, plan.descendants, result.nodes)
    maxima = plan.node_maxima[:, result.nodes][chunk.blocks]
    if leaves.details is not None:
        maxima = _fill_details(leaves.details, rows, chunk.blocks, result, maxima)
    result.max_points[..., rows, :] = maxima


def _take_shares(result: Scores, rows: slice) -> None:
    """Write the values of some units: points ÷ maxima."""
    points, maxima = result.points[..., rows, :], result.max_points[..., rows, :]
    points[np.isnan(maxima)] = np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        # Penalties may take a sum below 0 and a bonus lift it above its maximum; a value stays
        # within 0 and 1.
        values = np.where(maxima > 0, np.clip(points / maxima, 0.0, 1.0), np.nan)
    result.values[..., rows, :] = round_half_up(values, result.plan.rounding.value)


def _fill_details(
    details: CriterionStates,
    rows: slice,
    blocks: NDArray[np.intp],
    result: Scores,
    maxima: Array,
) -> Array:
    """Write states, and return maxima (…, U, N) without those of removed criteria."""
    plan = result.plan
    result.unresolved[..., rows] = details.waits.any(axis=0)
    result.states[..., rows, :] = states_of(details, plan.descendants, result.nodes)
    if not details.removed.any():
        return maxima
    # A bonus or a penalty has no part in the maximum, so removing one changes nothing there.
    on_scale = np.where(plan.flags.signs == 0, np.nan_to_num(plan.maxima), 0.0)
    left = (*(1,) * (details.removed.ndim - 2), len(blocks))
    remaining = on_scale.T[:, blocks].reshape(-1, *left) * ~details.removed
    sums = add_up(remaining, plan.descendants, result.nodes)
    return np.where(np.isnan(maxima), np.nan, sums)
