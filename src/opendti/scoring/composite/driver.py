"""
Run the steps of a composite index, from answers to the value of every node.

Everything that compares units (means, extremes, ranks, components) does so among the
units of one block, which are also the ones that are ranked among themselves.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from opendti.plan.model import Plan
from opendti.scoring.answers import Answers
from opendti.scoring.composite.block import BlockRun
from opendti.scoring.composite.raw import raw_numbers
from opendti.scoring.composite.run import CompositeRun, all_columns, composite_of

Array = NDArray[np.float64]


def run_composite(
    plan: Plan, answers: Answers, *, keep_tables: bool = False
) -> CompositeRun:
    """
    Run every step on answers.

    Parameters
    ----------
    plan
        The plan of a composite index.
    answers
        Of shape (…, U, I).
    keep_tables
        Keep the table of every stage, not only the last.

    Raises
    ------
    TableError
        Where a mean meets a value that is not above 0 and needs such.
    UsageError
        Where the plan is no composite index, or the reference unit is not there.
    """
    composite = composite_of(plan)
    raw = raw_numbers(plan, composite, answers)
    run = CompositeRun(raw, np.ones(raw.values.shape[:-1], dtype=np.bool_))
    if keep_tables:
        run.tables["raw"] = raw.values.copy()
    blocks = np.unique(answers.blocks)
    for block in blocks:
        rows = (
            slice(None) if blocks.size == 1 else np.flatnonzero(answers.blocks == block)
        )
        BlockRun(plan, composite, answers, run, int(block), rows).execute(
            keep_tables=keep_tables
        )
    return run


def stages(plan: Plan, answers: Answers) -> Mapping[str, Array]:
    """
    Return the table of every stage.

    Parameters
    ----------
    plan, answers
        As given to `score`.

    Returns
    -------
    mapping
        `raw`, then `denominated`, `screened`, `imputed` and `treated` in the
        framework's order, as far as it has these steps, then `normalised`: (…, U, I)
        with the indicators as columns, in the order of `plan.composite.nodes`; last
        `aggregated`: (…, U, N) with the nodes and views as columns.
    """
    run = run_composite(plan, answers, keep_tables=True)
    return {**run.tables, "aggregated": all_columns(plan, run)}
