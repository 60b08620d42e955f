"""A submission's progress, computed after every write of values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.utils import timezone

from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import FILLED_IN, FOR_UNITS
from opendti_site.assessments.rounds.followers import Moved
from opendti_site.assessments.rounds.locking import locked_submissions
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.bridge import scores_of
from opendti_site.assessments.submissions.machine_values import (
    forms_with_machines,
    machine_values,
)
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.readings import SubmissionScore
from opendti_site.assessments.submissions.stages import counted_answers, values_of
from opendti_site.assessments.submissions.status import status_of

COUNTED = ("filled", "total", "points", "max_points")
FIELDS = (*COUNTED, "changed_at")


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


def follow_arrivals(lineage: str, units: Collection[int]) -> list[Submission]:
    """Store the progress of forms under way about which values of machines arrived; return those that it changed.

    What was handed over or submitted stays: such values count for it no more.
    """
    open_forms = Submission.objects.filter(
        round__state__in=FOR_UNITS,
        round__release__identity__startswith=f"{lineage}@",
        unit__in=units,
        state__in=FILLED_IN,
    )
    forms = locked_submissions(open_forms.values_list("pk", flat=True))
    return _stored([form for form in forms if form.is_writable])


def follow_deadline(round_: Round, moved: Moved) -> list[Submission]:
    """Store the progress of a locked round's forms that are opened or have longer: what machines sent counts in them."""
    if moved and "submit_by" not in moved:
        return []
    forms = round_.submissions.filter(state__in=FILLED_IN)
    keys = [form.pk for form in forms_with_machines(forms)]
    return _stored(locked_submissions(keys)) if keys else []


def renew_progress(form: Submission) -> None:
    """Store the progress of a locked form that was saved: it is its people's again, and machines may have sent more."""
    if forms_with_machines([form.pk]) and _renewed([form]):
        form.save(update_fields=COUNTED)


def _stored(forms: Collection[Submission]) -> list[Submission]:
    """Store the progress of locked forms; return those that it changed."""
    by_round: defaultdict[int, list[Submission]] = defaultdict(list)
    for form in forms:
        by_round[form.round_id].append(form)
    moved = [row for rows in by_round.values() for row in _renewed(rows)]
    Submission.objects.bulk_update(moved, COUNTED, batch_size=500)
    return moved


def _renewed(forms: list[Submission]) -> list[Submission]:
    """Set the progress of locked forms of one round anew; return those whose figures moved."""
    answers: defaultdict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(submission__in=forms):
        answers[answer.submission_id][answer.item] = answer
    before = [(_figures(form), form.changed_at) for form in forms]
    update_progress(forms[0].round, forms, answers)
    moved = []
    for form, (figures, changed_at) in zip(forms, before, strict=True):
        # When somebody last worked at the form is no matter of machines.
        form.changed_at = changed_at
        if _figures(form) != figures:
            moved.append(form)
    return moved


def _figures(form: Submission) -> tuple[object, ...]:
    return tuple(getattr(form, name) for name in COUNTED)
