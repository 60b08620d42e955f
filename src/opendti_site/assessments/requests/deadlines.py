"""Deadlines of requests, which move with those of the round and of the unit."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q, QuerySet

from opendti_site.assessments.requests.enums import RequestState
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.followers import Moved
from opendti_site.assessments.rounds.models import Round, Submission

MINUTE = dt.timedelta(minutes=1)


def follow_explanation(round_: Round, moved: Moved) -> list[CriterionRequest]:
    """Move the requests that end with the explanation step when that is given longer.

    A step that is to end earlier takes no time from what units were asked.
    """
    former, new = moved.get("explain_by", (None, None))
    if former is None or new is None or new <= former:
        return []
    # To the minute, as the form of a request asks for it. Also those whose time is just over.
    bound = Q(due_at__gt=former - MINUTE, due_at__lte=former, state=RequestState.OPEN)
    return _moved(bound & Q(submission__in=round_.taking_part.values("pk")), new)


def follow_unit(submission: Submission, due_at: dt.datetime) -> list[CriterionRequest]:
    """Give the requests that wait for a locked form's unit as long as the form, where they end before."""
    waits = waiting_of(submission).filter(due_at__lt=due_at)
    return _moved(Q(pk__in=list(waits.values_list("pk", flat=True))), due_at)


def waiting_of(submission: Submission) -> QuerySet[CriterionRequest]:
    """Return the requests about a form that can still be answered."""
    return submission.criterion_requests.filter(waiting())


def _moved(which: Q, due_at: dt.datetime) -> list[CriterionRequest]:
    rows = CriterionRequest.objects.filter(which).order_by("pk")
    keys = list(rows.values_list("pk", flat=True))
    found = CriterionRequest.objects.filter(pk__in=keys)
    found.update(due_at=due_at, version=F("version") + 1)
    return list(found.order_by("pk"))
