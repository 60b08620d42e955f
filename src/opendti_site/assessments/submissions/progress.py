"""A submission's progress, computed after every write of values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge import scores_of
from opendti_site.assessments.submissions.machine_values import machine_values
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.readings import SubmissionScore
from opendti_site.assessments.submissions.stages import counted_answers, values_of
from opendti_site.assessments.submissions.status import status_of

FIELDS = ("filled", "total", "points", "max_points", "changed_at")


def update_progress(
    round_: Round,
    submissions: Sequence[Submission],
    answers: Mapping[int, Mapping[str, Answer]],
) -> list[SubmissionScore]:
    """Set the number of filled criteria and the points on each row, without saving; return the scores."""
    page = framework_page(round_)
    machines = machine_values([row.pk for row in submissions])
    counted = {
        row.pk: counted_answers(row, answers.get(row.pk, {}), machines.get(row.pk, {}))
        for row in submissions
    }
    values = [values_of(counted[row.pk]) for row in submissions]
    now = timezone.now()
    scores = scores_of(round_, submissions, values)
    for row, score in zip(submissions, scores, strict=True):
        sheets = page.criteria_in(row.block)
        mine = counted[row.pk]
        row.filled = sum(
            status_of(
                sheet, mine, score.criteria[sheet.code], has_evidence=True
            ).is_filled
            for sheet in sheets
        )
        row.total = len(sheets)
        row.points, row.max_points = score.points, score.max_points
        row.changed_at = now
    return scores
