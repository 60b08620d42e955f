"""Periodic work: what the register says is kept for a time, and people whom a backup brought back."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from opendti_site.accounts.models import AttemptCount
from opendti_site.operations.chores import Chore, Outcome, register
from opendti_site.privacy import actions
from opendti_site.privacy.erased_file import brought_back
from opendti_site.privacy.register import OLD_ATTEMPTS

ERASED = "erased people"
DAY = timedelta(days=1)


def register_all() -> None:
    """Register the chores."""
    register(Chore(OLD_ATTEMPTS, forget_attempts, every=DAY))
    register(Chore(ERASED, erase_again, every=DAY))


def forget_attempts() -> Outcome:
    """Delete the counts of attempts whose time is over: their keys hold network addresses.

    The cache itself deletes one when it is asked for again, so that of a stranger would stay.
    """
    old = AttemptCount.objects.filter(expires__lt=timezone.now())
    count, _rows = old.delete()
    return Outcome(f"{count} forgotten" if count else "")


def erase_again() -> Outcome:
    """Erase whom a restored backup has brought back."""
    people = brought_back()
    for person in people:
        actions.erase_again(user=person)
    return Outcome(f"{len(people)} erased again" if people else "")
