"""Queueing the letters that are due: each occasion once, whatever ran late and whoever else runs.

A letter and the rows that remember it are written in one transaction, and the rows have a unique key:
a second worker finds them. Nothing is noted where a site has no mail server or a person no address.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from opendti_site.accounts.models import User
from opendti_site.mail.actions import queue_mail
from opendti_site.reminders.enums import ReminderMode
from opendti_site.reminders.models import SentReminder
from opendti_site.reminders.occasions import day_key, first_key, occasions_of
from opendti_site.reminders.sources import PendingTask, pending_tasks

REMINDER = "reminder"
"""The kind of letter."""


def queue_due_reminders() -> int:
    """Queue each person's letter if one is due; return how many were queued."""
    if not settings.MAIL_IS_SET:
        return 0
    now = timezone.now()
    return sum(_remind(person, now) for person in _to_ask(now))


def _people() -> QuerySet[User]:
    """Return whoever can be reminded: open accounts with an address and a role."""
    people = User.objects.filter(is_active=True, assignments__isnull=False)
    return people.exclude(email="").select_related("reminder_choice").distinct()


def _to_ask(now: dt.datetime) -> Iterator[User]:
    """Yield those for whom a letter may be due at this hour."""
    written = set(
        SentReminder.objects.filter(key=day_key(now)).values_list("user", flat=True)
    )
    is_early = timezone.localtime(now).hour < settings.REMINDER_HOUR
    for person in _people().order_by("pk").iterator(chunk_size=500):
        mode = mode_of(person)
        waits = mode == ReminderMode.DIGEST and (is_early or person.pk in written)
        if mode != ReminderMode.OFF and not waits:
            yield person


def mode_of(person: User) -> str:
    """Return how a person wants to be reminded."""
    choice = getattr(person, "reminder_choice", None)
    return choice.mode if choice else ReminderMode.DIGEST


def _remind(person: User, now: dt.datetime) -> bool:
    """Queue a person's letter if something is new since the last; return whether it was."""
    daily = mode_of(person) == ReminderMode.DIGEST
    tasks = [task for task in pending_tasks(person) if not task.is_rehearsal]
    occasions = occasions_of(tasks, now)
    known = set(
        SentReminder.objects.filter(user=person, key__in=occasions).values_list(
            "key", flat=True
        )
    )
    fresh = {key: task for key, task in occasions.items() if key not in known}
    if not fresh and not daily:
        return False
    return _queue(person, fresh, day_key(now) if daily else "")


@transaction.atomic
def _queue(person: User, fresh: Mapping[str, PendingTask], day: str) -> bool:
    """Note the occasions and queue one letter about them, unless another worker has done so."""
    # The day is noted also where there is nothing to write: it is asked once.
    if day and not _note(person, day):
        return False
    # Sorted, so that two workers wait for each other in one order.
    noted = [key for key in sorted(fresh) if _note(person, key)]
    if not noted:
        return False
    for key in noted:
        _note(person, first_key(fresh[key]))
    queue_mail(
        REMINDER,
        to=person.email,
        language=person.language,
        user=person.pk,
        email=person.email,
        tasks=[fresh[key].digest for key in noted],
        daily=bool(day),
    )
    return True


def _note(person: User, key: str) -> bool:
    """Write a key; return False where it stands already, also if another transaction just wrote it."""
    _row, is_new = SentReminder.objects.get_or_create(user=person, key=key)
    return is_new
