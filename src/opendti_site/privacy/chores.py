"""Periodic work: what the register says is kept for a time, and nobody else clears."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from opendti_site.accounts.models import AttemptCount
from opendti_site.operations.chores import Chore, Outcome, register

OLD_ATTEMPTS = "old attempts"


def register_all() -> None:
    """Register the chore."""
    register(Chore(OLD_ATTEMPTS, forget_attempts, every=timedelta(days=1)))


def forget_attempts() -> Outcome:
    """Delete the counts of attempts whose time is over: their keys hold network addresses.

    The cache itself deletes one when it is asked for again, so that of a stranger would stay.
    """
    old = AttemptCount.objects.filter(expires__lt=timezone.now())
    count, _rows = old.delete()
    return Outcome(f"{count} forgotten" if count else "")
