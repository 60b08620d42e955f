"""Submissions of a composite index before a run: states without points."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from opendti.plan.composite import CompositePlan
from opendti.plan.model import Plan
from opendti.scoring.answers import State
from opendti.scoring.composite.raw import raw_numbers
from opendti_site.assessments.submissions.bridge.tables import (
    WORDS_OF_STATE,
    blank_faulty,
    table_of,
)
from opendti_site.assessments.submissions.readings import (
    CriterionScore,
    HasBlock,
    NodeScore,
    SubmissionScore,
)
from opendti_site.assessments.submissions.stages import Values


def unscored(
    plan: Plan,
    composite: CompositePlan,
    submissions: Sequence[HasBlock],
    values: Sequence[Values],
) -> list[SubmissionScore]:
    """Return states without points: a composite index has values only for all units together."""
    answers = table_of(plan, submissions, values)
    faults = blank_faulty(plan, answers)
    states = raw_numbers(plan, composite, answers).states
    nodes = {node.code: NodeScore(0.0, 0.0) for node in plan.nodes}
    scores = []
    for row in range(len(submissions)):
        criteria = {
            criterion.code: CriterionScore(
                criterion.code,
                None,
                0.0,
                str(WORDS_OF_STATE[State(int(states[row, column]))]),
                tuple(faults[row].get(criterion.code, ())),
                is_scored=False,
            )
            for column, criterion in enumerate(plan.criteria)
        }
        scores.append(
            SubmissionScore(0.0, 0.0, nodes, criteria, 0, _later, is_scored=False)
        )
    return scores


def _later(_criterion: str) -> list[str]:
    return [_("Chỉ số tổng hợp so các đơn vị với nhau: giá trị có khi tính cho cả kỳ.")]
