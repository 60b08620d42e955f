"""What the engine makes of the answers, stage by stage, as cells hold it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.plan.model import Plan
from opendti.ranking import rank
from opendti.scoring import Answers, State, score
from opendti.scoring.composite.driver import run_composite
from opendti.scoring.composite.run import CompositeRun, all_columns, composite_of
from opendti.workbook.composite.words import NO_QUOTIENT, SCREENED_OUT
from opendti.workbook.grid import Value
from opendti.workbook.results import Results
from opendti.workbook.words import NOTHING, state_of

Cells = NDArray[np.object_]
FRESH = {"denominated": NO_QUOTIENT}
"""The mark of a number that a stage could not work out."""


@dataclass(frozen=True, slots=True)
class TracedRun:
    """
    Everything the engine found, and which of it is kept beside the formulas.

    Attributes
    ----------
    results
        Scores and ranks.
    run
        The tables of every stage, weights and treatments.
    values
        (U, N) of nodes and views, unrounded.
    cells
        By stage (U, I): a number, or the mark that says why there is none.
    is_kept
        Whether results are written beside the formulas at all.
    """

    results: Results
    run: CompositeRun
    values: NDArray[np.float64]
    cells: dict[str, Cells]
    is_kept: bool

    def of(self, stage: str, column: int) -> Sequence[Value]:
        """Return an indicator's cells after a stage, none where none are kept."""
        return self.cells[stage][:, column].tolist() if self.is_kept else ()

    def kept(self, values: Sequence[Value]) -> Sequence[Value]:
        """Return results where they are kept."""
        return values if self.is_kept else ()


def trace(plan: Plan, answers: Answers, *, is_kept: bool) -> TracedRun:
    """Take answers through every step and keep what each gave."""
    run = run_composite(plan, answers, keep_tables=True)
    scores = score(plan, answers)
    results = Results(scores, rank(scores))
    cells: dict[str, Cells] = {}
    before = _marks(plan, run)
    for stage, table in run.tables.items():  # the raw numbers first
        cells[stage] = _cells(table, before, FRESH.get(stage, NOTHING))
        if stage == "screened":
            cells[stage][~run.kept] = SCREENED_OUT
        before = cells[stage]
    return TracedRun(results, run, all_columns(plan, run), cells, is_kept)


def _cells(table: NDArray[np.float64], before: Cells, fresh: str) -> Cells:
    """Write numbers; where there is none, the mark there was, or a fresh one."""
    is_text = np.vectorize(lambda cell: isinstance(cell, str), otypes=[bool])
    marks = np.where(is_text(before), before, fresh)
    return np.where(np.isnan(table), marks, table.astype(np.object_))


def _marks(plan: Plan, run: CompositeRun) -> Cells:
    """Return for each indicator of each unit why it has no number, if it has none."""
    composite = composite_of(plan)
    marks = np.full(run.raw.values.shape, NOTHING, dtype=np.object_)
    for column, index in enumerate(composite.criteria):
        states = run.raw.states[:, index]
        words = np.array(
            [state_of(plan.criteria[index], int(state)) for state in State],
            dtype=np.object_,
        )
        exists = np.broadcast_to(run.raw.exists, run.raw.states.shape)
        marks[:, column] = np.where(exists[:, index], words[states], NOTHING)
    return marks
