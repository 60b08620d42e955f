"""Periodic work of reminders."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.operations.chores import Chore, Outcome, register
from opendti_site.reminders.models import SentReminder
from opendti_site.reminders.sending import queue_due_reminders

OFTEN = timedelta(minutes=10)
DAY = timedelta(days=1)
RETENTION = timedelta(days=400)
"""Longer than a round: a key that is forgotten while its task waits would be sent again."""
OLD_REMINDERS = "old reminders"


def register_all() -> None:
    """Queue what is due; forget what is old once a day."""
    register(
        Chore("reminders", _remind, label=_("Xếp hàng thư nhắc việc"), every=OFTEN)
    )
    register(Chore(OLD_REMINDERS, _forget, label=_("Xóa dấu nhắc việc cũ"), every=DAY))


def _remind() -> Outcome:
    count = queue_due_reminders()
    return Outcome(f"{count} letters queued" if count else "")


def _forget() -> Outcome:
    old = SentReminder.objects.filter(at__lt=timezone.now() - RETENTION)
    count, _each = old.delete()
    return Outcome(f"{count} forgotten" if count else "")
