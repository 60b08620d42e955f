"""The units that the others of their block are compared with: those with the best values."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from threading import Condition

import numpy as np
from cachetools import LRUCache, cached
from django.db.models import Count, Max, Sum
from numpy.typing import NDArray

from opendti.formula.evaluate import evaluate
from opendti.formula.tree import names_in
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.bridge.tables import compared_table
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import LATER
from opendti_site.frameworks.bridge import plan_of

CACHE_SIZE = 64
"""Rounds and stages whose best units one process keeps."""
Stamp = tuple[object, ...]


def compared_criteria(plan: Plan) -> list[str]:
    """Return the criteria whose points depend on the other units of the block."""
    return [criterion.code for criterion in plan.criteria if criterion.compares]


def best_units(round_: Round, stage: str) -> Mapping[str, frozenset[int]]:
    """Return by block the submissions with the best values of what is compared, at a stage.

    The rules look at no other unit: a unit that is scored beside these has the score that it has
    beside all. They are kept until something of the round changes; then all are read again.
    """
    compared = compared_criteria(plan_of(round_))
    return _read(round_, stage, _stamp(round_, stage, compared)) if compared else {}


def _stamp(round_: Round, stage: str, compared: Collection[str]) -> Stamp:
    """Return what differs as soon as a value, a block, a citation or an entry of the round is another.

    Every act on a form counts its version on, and entries are only added. Two queries, or one.
    """
    # Of all forms, also the withdrawn: their versions only grow, and so does the sum.
    forms = round_.submissions.order_by().aggregate(
        Count("pk"), Max("pk"), Sum("version"), Max("changed_at")
    )
    stages = LATER[Stage(stage)]
    if not stages:
        return tuple(forms.values())
    entries = ScoreEntry.objects.filter(
        submission__round=round_, criterion__in=compared, stage__in=stages
    )
    added = entries.order_by().aggregate(Count("pk"), Max("pk"), Max("at"))
    return *forms.values(), *added.values()


def _key(round_: Round, stage: str, stamp: Stamp) -> Stamp:
    # With the moment of its making: a test or a restored database may give its number again.
    made = round_.created_at.isoformat()
    return round_.pk, made, round_.framework_fingerprint, str(stage), *stamp


# A condition, not a lock: requests for the same round wait for it instead of reading it too.
@cached(LRUCache(CACHE_SIZE), key=_key, condition=Condition())
def _read(round_: Round, stage: str, _stamp: Stamp) -> Mapping[str, frozenset[int]]:
    plan = plan_of(round_)
    keys, answers = compared_table(round_, stage, compared_criteria(plan))
    found: dict[str, frozenset[int]] = {}
    for index, block in enumerate(plan.blocks):
        of_block = np.flatnonzero(answers.blocks == index)
        best = _best_rows(plan, answers, of_block) if of_block.size else ()
        found[block.code] = frozenset(keys[row] for row in best)
    return found


def _best_rows(plan: Plan, answers: Answers, rows: NDArray[np.intp]) -> set[int]:
    """Return the row with the best value of each argument of `BEST`, among some rows."""
    found: set[int] = set()
    for tree in plan.bests:
        columns = {
            name: answers.values[rows, plan.addresses[name]] for name in names_in(tree)
        }
        values = np.broadcast_to(evaluate(tree, columns), rows.shape)
        if not np.isnan(values).all():
            found.add(int(rows[np.nanargmax(values)]))
    return found
