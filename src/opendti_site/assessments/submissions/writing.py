"""Stores answers, and each as an observation: the one place where answers are written."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.observations.appending import append_observations
from opendti_site.observations.enums import ObservationSource
from opendti_site.observations.models import Delivery
from opendti_site.observations.readings import NewObservation

WRITTEN = (
    "value",
    "text",
    "state",
    "reason",
    "rejected",
    "comment",
    "origin",
    "version",
    "updated_by",
    "updated_at",
)
"""The columns of an answer that are written again."""
BATCH = 500


def write_answers(
    round_: Round, answers: Sequence[Answer], *, by: User, at: dt.datetime
) -> list[Delivery]:
    """Store new and changed answers of a round's locked forms; return the delivery that the act's line must seal.

    The answers of a rehearsal are no observations: it counts for nothing.
    """
    if not answers:
        return []
    fresh = [answer for answer in answers if answer.pk is None]
    known = [answer for answer in answers if answer.pk is not None]
    for answer in answers:
        answer.updated_by, answer.updated_at = by, at
    Answer.objects.bulk_create(fresh, batch_size=BATCH)
    if known:
        Answer.objects.bulk_update(known, fields=WRITTEN, batch_size=BATCH)
    if round_.is_rehearsal:
        return []
    found = [observed(round_, answer) for answer in answers]
    source = ObservationSource.FORM
    return [append_observations(found, source=source, by=by, at=at)]


def observed(round_: Round, answer: Answer) -> NewObservation:
    """Return what a form's answer says: nothing, while a text that replaced it cannot be read."""
    is_given = answer.state == AnswerState.GIVEN and not answer.rejected
    start, end = round_.period
    return NewObservation(
        unit=answer.submission.unit_id,
        framework=round_.release.identity,
        item=answer.item,
        period_start=start,
        period_end=end,
        value=answer.value if is_given else None,
        text=answer.text if is_given else "",
        state=AnswerState.BLANK if answer.rejected else answer.state,
        reason=answer.comment or answer.reason,
    )
