"""Reads of the queue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from opendti_site.mail.enums import MailState
from opendti_site.mail.models import QueuedMail
from opendti_site.operations.queries import has_live_worker

WAITING = Q(state=MailState.WAITING)
FAILED = Q(state=MailState.FAILED)
RECENT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How much mail waits (of it: after a failed attempt), was given up, and was sent within a day."""

    waiting: int
    delayed: int
    failed: int
    sent: int
    oldest: datetime | None
    """When the oldest waiting letter was queued."""


def mail_counts() -> MailCounts:
    """Count the queue, in one query."""
    recent = Q(state=MailState.SENT, finished_at__gte=timezone.now() - RECENT)
    found = QueuedMail.objects.order_by().aggregate(
        waiting=Count("pk", filter=WAITING),
        delayed=Count("pk", filter=WAITING & ~Q(reason="")),
        failed=Count("pk", filter=FAILED),
        sent=Count("pk", filter=recent),
        oldest=Min("created_at", filter=WAITING),
    )
    return MailCounts(**found)


def due_mail() -> QuerySet[QueuedMail]:
    """Return the letters whose time has come, the oldest first."""
    due = QueuedMail.objects.filter(WAITING, next_attempt_at__lte=timezone.now())
    return due.order_by("next_attempt_at", "pk")


def failed_mail() -> QuerySet[QueuedMail]:
    """Return the letters that were given up, the last first; each has its reason."""
    return QueuedMail.objects.filter(FAILED).order_by("-finished_at", "-pk")


def delayed_mail() -> QuerySet[QueuedMail]:
    """Return the letters that wait after a failed attempt, the oldest first."""
    return QueuedMail.objects.filter(WAITING).exclude(reason="").order_by("pk")


def waits_without_worker(letter: QueuedMail | None) -> bool:
    """Return whether a letter waits and no worker runs that would send it."""
    is_waiting = letter is not None and letter.state == MailState.WAITING
    return is_waiting and not has_live_worker()


def last_mail_to(person: int, *kinds: str) -> QueuedMail | None:
    """Return the last letter of some kinds to whoever has this account, whatever the address was then."""
    return QueuedMail.objects.filter(details__user=person, kind__in=kinds).first()
