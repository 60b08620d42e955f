"""Scores of submissions from their values."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from opendti import explain, score
from opendti.plan.model import Plan
from opendti.scoring.answers import Answers, State
from opendti.scoring.scores import Scores
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge.best import (
    best_units,
    compared_criteria,
)
from opendti_site.assessments.submissions.bridge.tables import (
    WORDS_OF_STATE,
    blank_faulty,
    criterion_of,
    table_of,
)
from opendti_site.assessments.submissions.bridge.unscored import unscored
from opendti_site.assessments.submissions.readings import (
    CheckFault,
    CriterionScore,
    HasBlock,
    NodeScore,
    SubmissionScore,
)
from opendti_site.assessments.submissions.stages import Values, values_at
from opendti_site.frameworks.bridge import plan_of
from opendti_site.ui.language import translated


def plan_of_round(round_: Round) -> Plan:
    """Return the plan of a round's frozen framework."""
    return plan_of(round_)


def score_values(submission: Submission, values: Values) -> SubmissionScore:
    """Return what the rules give for these values of one submission."""
    return scores_of(submission.round, [submission], [values])[0]


def scores_of(
    round_: Round, submissions: Sequence[Submission], values: Sequence[Values]
) -> list[SubmissionScore]:
    """
    Return what the rules give for each submission by itself.

    What is compared with other units waits for them: the others are not done, and
    their values are not this unit's to see.
    """
    plan = plan_of(round_)
    if plan.composite is not None:
        return unscored(plan, plan.composite, submissions, values)
    table = _scored(round_, submissions, values)
    return [table.score_of(row, alone=True) for row in range(len(submissions))]


def score_in_round(submission: Submission, stage: str) -> SubmissionScore:
    """Return the score of a submission at a stage, compared with the whole round."""
    round_ = submission.round
    if plan_of(round_).composite is not None:
        own = values_at([submission.pk], stage)[submission.pk]
        return score_values(submission, own)
    # Of the others only the best are read, and what is compared of them; of this one all.
    best = best_units(round_, stage).get(submission.block, frozenset())
    others = round_.taking_part.filter(pk__in=best - {submission.pk})
    rows = [submission, *(others.select_related("unit") if best else ())]
    compared = compared_criteria(plan_of(round_))
    values = values_at([row.pk for row in rows[1:]], stage, compared)
    values[submission.pk] = values_at([submission.pk], stage)[submission.pk]
    table = _scored(round_, rows, [values.get(row.pk, {}) for row in rows])
    return table.score_of(0, alone=False)


def criterion_scores(
    round_: Round,
    submissions: Sequence[HasBlock],
    values: Sequence[Values],
    criterion: str,
) -> list[CriterionScore]:
    """Return what the rules give each submission for one criterion, all scored together."""
    plan = plan_of(round_)
    if plan.composite is not None:
        unit_scores = unscored(plan, plan.composite, submissions, values)
        return [unit_score.criteria[criterion] for unit_score in unit_scores]
    answers = table_of(plan, submissions, values)
    faults = blank_faulty(plan, answers, [criterion_of(plan, criterion)])
    # One criterion of thousands of units: the sums above it are not needed.
    scores = score(plan, answers, [criterion])
    return [
        _criterion_score(scores, row, 0, criterion, faults[row])
        for row in range(len(submissions))
    ]


def _scored(
    round_: Round, submissions: Sequence[Submission], values: Sequence[Values]
) -> _Scored:
    plan = plan_of(round_)
    answers = table_of(plan, submissions, values)
    faults = blank_faulty(plan, answers)
    return _Scored(plan, answers, score(plan, answers), faults)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A table of answers with its scores and faults."""

    plan: Plan
    answers: Answers
    scores: Scores
    faults: Sequence[Mapping[str, list[CheckFault]]]

    def score_of(self, row: int, *, alone: bool) -> SubmissionScore:
        """Return the score of one submission; with `alone`, criteria that are compared have no points."""
        criteria = {
            criterion.code: _criterion_score(
                self.scores, row, criterion.node, criterion.code, self.faults[row]
            )
            for criterion in self.plan.criteria
        }
        waiting = self._waiting(row) if alone else frozenset()
        for leaf in waiting:
            code = self.plan.criteria[leaf].code
            criteria[code] = replace(criteria[code], points=None, waits=True)
        nodes = {
            node.code: self._node(row, column, waiting)
            for column, node in enumerate(self.plan.nodes)
        }
        root = nodes[self.plan.nodes[0].code]
        steps = _steps(self.plan, self.answers, self.scores, self.answers.units[row])
        return SubmissionScore(
            root.points, root.max_points, nodes, criteria, len(waiting), steps
        )

    def _waiting(self, row: int) -> frozenset[int]:
        """Return the criteria of the unit whose points wait for the other units."""
        return frozenset(
            leaf
            for leaf, criterion in enumerate(self.plan.criteria)
            if criterion.compares
            and self.scores.states[row, criterion.node] == State.GIVEN
            and not math.isnan(self.scores.max_points[row, criterion.node])
        )

    def _node(self, row: int, column: int, waiting: frozenset[int]) -> NodeScore:
        points = float(self.scores.points[row, column])
        # Sums hold the points of the criteria that wait, computed without the other units.
        for leaf in waiting.intersection(self.plan.nodes[column].leaves):
            points -= float(self.scores.points[row, self.plan.criteria[leaf].node])
        max_points = float(self.scores.max_points[row, column])
        return NodeScore(_or_zero(points), _or_zero(max_points))


def _steps(
    plan: Plan, answers: Answers, scores: Scores, unit: str
) -> Callable[[str], list[str]]:
    def steps(criterion: str) -> list[str]:
        working = explain(plan, answers, scores, unit=unit, node=criterion)
        return [translated(step) for step in working.steps]

    return steps


def _criterion_score(
    scores: Scores,
    row: int,
    column: int,
    code: str,
    faults: Mapping[str, list[CheckFault]],
) -> CriterionScore:
    points = float(scores.points[row, column])
    faulty = tuple(faults.get(code, ()))
    return CriterionScore(
        code,
        None if faulty or math.isnan(points) else points,
        _or_zero(float(scores.max_points[row, column])),
        str(WORDS_OF_STATE[State(int(scores.states[row, column]))]),
        faulty,
    )


def _or_zero(number: float) -> float:
    return 0.0 if math.isnan(number) else number
