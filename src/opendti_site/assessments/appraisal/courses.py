"""How far each submitted form has come, in words: derived from requests and entries, never stored."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opendti_site.assessments.requests.queries import (
    NO_REQUESTS,
    RequestCounts,
    counts_in,
)
from opendti_site.assessments.rounds.enums import RoundState, SubmissionState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import stale_in

BEFORE = {RoundState.DRAFT, RoundState.OPEN}


@dataclass(frozen=True, slots=True)
class FormCourse:
    """Where the appraisal of one form stands: words, and the tone and icon of its chip."""

    words: str
    tone: str
    icon: str


def courses_of(round_: Round, rows: Sequence[Submission]) -> dict[int, FormCourse]:
    """Return the course of each submitted form of a round in or after its appraisal.

    The number of queries does not grow with the forms.
    """
    keys = [row.pk for row in rows if row.state == SubmissionState.SUBMITTED]
    if round_.state in BEFORE or not keys:
        return {}
    requests, decided = counts_in(keys), _decided(keys)
    return {
        row.pk: _course(round_, row, requests.get(row.pk, NO_REQUESTS), decided[row.pk])
        for row in rows
        if row.state == SubmissionState.SUBMITTED
    }


def _decided(keys: Sequence[int]) -> Counter[int]:
    """Count the criteria of each form that have an entry which counts."""
    entries = ScoreEntry.objects.filter(
        submission__in=keys, stage__in=[Stage.APPRAISED, Stage.FINAL]
    )
    found = set(entries.order_by().values_list("submission", "criterion").distinct())
    stale = stale_in(Submission.objects.filter(pk__in=keys))
    found -= {(pk, criterion) for pk, criterion, _stage in stale}
    return Counter(pk for pk, _criterion in found)


def _course(
    round_: Round, row: Submission, requests: RequestCounts, decided: int
) -> FormCourse:
    if row.total and decided >= row.total:
        return FormCourse(_("Đã quyết định"), "ok", "circle-check")
    numbers = {"n": requests.answered, "m": requests.asked}
    if requests.asked and (requests.answered or not requests.open):
        words = _("Đã giải trình (%(n)d/%(m)d)") % numbers
        return FormCourse(words, "info", "message-check")
    if requests.open:
        words = _("Đã yêu cầu giải trình (%(m)d)") % numbers
        return FormCourse(words, "warn", "message-question")
    if round_.state == RoundState.CLOSED:
        return FormCourse(_("Chưa quyết định hết"), "none", "circle-dashed")
    counted = {"n": decided, "m": row.total}
    words = _("Đang thẩm định (%(n)d/%(m)d)") % counted
    return FormCourse(words, "info", "scale")
