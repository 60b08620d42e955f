"""What the engine makes of the answers, kept beside the formulas for quick viewers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.formula import Name, Tree, evaluate
from opendti.formula.tree import Call, rewrite
from opendti.plan.model import Plan
from opendti.ranking import Ranking, rank
from opendti.scoring import Answers, Scores, score
from opendti.scoring.score import best_of_blocks
from opendti.workbook.words import NOTHING

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Results:
    """Scores and ranks."""

    scores: Scores
    ranking: Ranking


@dataclass(frozen=True, slots=True)
class Workings(Results):
    """The intermediate values of points, too: the rules' bare values and the bests."""

    raw: Array
    asked: dict[Tree, Array]
    best: Array


def work_out(plan: Plan, answers: Answers) -> Workings:
    """Score, rank, and work out every tree by itself."""
    columns: dict[str, Array | float] = {
        item.id: answers.values[:, index] for index, item in enumerate(plan.items)
    }
    best = best_of_blocks(plan, answers)
    own = {
        _name(tree): best[answers.blocks, index]
        for index, tree in enumerate(plan.bests)
    }
    scores = score(plan, answers)
    raw = np.empty((len(answers.units), len(plan.criteria)))
    for index, criterion in enumerate(plan.criteria):
        full = plan.maxima[answers.blocks, index]
        tree = rewrite(criterion.tree, _named)
        raw[:, index] = evaluate(tree, {**columns, **own, "max": full})
    asked = {
        tree: np.broadcast_to(evaluate(tree, columns), (len(answers.units),))
        for tree in plan.bests
    }
    return Workings(scores, rank(scores), raw, asked, best)


def _name(tree: Tree) -> str:
    return f"BEST({tree!r})"


def _named(part: Tree) -> Tree:
    if isinstance(part, Call) and part.function == "BEST":
        return Name(_name(part.arguments[0]))
    return part


def shown(values: Iterable[float], instead: str = NOTHING) -> list[float | str]:
    """Return numbers as cells hold them; a dash, or another text, where there is none."""
    return [instead if value != value else float(value) for value in values]  # noqa: PLR0124 -- NaN alone differs from itself
