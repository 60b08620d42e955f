"""Whether a form came in time, late or not at all: derived from the deadlines, never stored.

Late is what was first submitted after the deadline of the whole round, also within a longer deadline
of the unit's own. A form that was submitted in time and returned stays in time. What a unit left blank
is another matter: a late form may be complete, and one in time may be blank.
"""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.rounds.enums import (
    RoundOrigin,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.models import TAKES_PART, Round, Submission
from opendti_site.assessments.rounds.steps import has_deadlines


class Lateness(TextChoices):
    """When a form was submitted, measured by the deadline of its round."""

    NOT_DUE = "not_due", _("Chưa đến hạn")
    IN_TIME = "in_time", _("Đúng hạn")
    LATE = "late", _("Nộp muộn")
    OVERDUE = "overdue", _("Quá hạn, chưa nộp")
    OVERDUE_AGAIN = "overdue_again", _("Quá hạn, chưa nộp lại")
    # Submitted before the first submission was kept, without a line that proves when.
    UNKNOWN = "unknown", _("Không rõ lúc nộp đầu")
    # Tables that were published elsewhere are brought in after their time.
    NOT_APPLICABLE = "not_applicable", _("Không xét hạn")


LATE = (Lateness.LATE, Lateness.OVERDUE, Lateness.OVERDUE_AGAIN)
"""What pages mark."""


def lateness_of(submission: Submission, round_: Round, now: dt.datetime) -> Lateness:
    """Return how a form of a round stands to its deadline at a moment."""
    is_measured = has_deadlines(round_) and submission.takes_part
    if not is_measured or round_.state == RoundState.DRAFT:
        return Lateness.NOT_APPLICABLE
    first = submission.first_submitted_at
    if submission.state == SubmissionState.SUBMITTED:
        if first is None:
            return Lateness.UNKNOWN
        return Lateness.LATE if first > round_.submit_by else Lateness.IN_TIME
    submission.round = round_
    if now < submission.closes_at:
        return Lateness.NOT_DUE
    return Lateness.OVERDUE_AGAIN if first else Lateness.OVERDUE


def late_mark(submission: Submission, round_: Round) -> Lateness | None:
    """Return what a page marks a form with now: late or overdue; None for what needs no mark.

    In a closed round a form that never came is marked as such by its state.
    """
    mark = lateness_of(submission, round_, timezone.now())
    is_over = round_.state == RoundState.CLOSED and mark != Lateness.LATE
    return mark if mark in LATE and not is_over else None


def submitted_late() -> Q:
    """Select the forms that were first submitted after the deadline of their round."""
    return Q(
        round__origin=RoundOrigin.COLLECTED,
        state=SubmissionState.SUBMITTED,
        first_submitted_at__gt=F("round__submit_by"),
    )


def overdue(now: dt.datetime) -> Q:
    """Select the forms that are not submitted and whose deadline, the later of both, has passed."""
    own = Q(due_at__isnull=True) | Q(due_at__lte=now)
    due = Q(round__origin=RoundOrigin.COLLECTED, round__submit_by__lte=now)
    return due & own & TAKES_PART & ~Q(state=SubmissionState.SUBMITTED)
