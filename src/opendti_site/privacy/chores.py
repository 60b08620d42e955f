"""Periodic work: what the register says is kept for a time, and people whom a backup brought back."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.models import AttemptCount
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.operations.chores import Chore, Outcome, counted, register
from opendti_site.privacy.erased_file import restored_accounts
from opendti_site.privacy.register import OLD_ATTEMPTS
from opendti_site.ui.later import later

repeat_erasure_of = later("opendti_site.privacy.actions.repeat_erasure")
ERASED = "erased people"
DAY = timedelta(days=1)


def register_all() -> None:
    """Register the chores."""
    register(
        Chore(
            OLD_ATTEMPTS,
            forget_attempts,
            label=_("Xóa bộ đếm đăng nhập hết hạn"),
            every=DAY,
        )
    )
    # Always, and not daily: a restored backup has its own note of when this was done, and until it
    # is done again an erased person could sign in.
    register(
        Chore(
            ERASED, repeat_erasure, label=_("Xóa lại người mà bản sao lưu đưa trở về")
        )
    )


def forget_attempts() -> Outcome:
    """Delete the counts of attempts whose time is over: their keys hold network addresses.

    The cache itself deletes one when it is asked for again, so that of a stranger would stay.
    """
    old = AttemptCount.objects.filter(expires__lt=timezone.now())
    count, _rows = old.delete()
    return counted("forgotten", count, code="old_removed")


def repeat_erasure() -> Outcome:
    """Erase whom a restored backup has brought back."""
    count = 0
    for person in restored_accounts():
        with suppress(ActionRefusedError):  # another process was faster
            repeat_erasure_of(user=person)
            count += 1
    return counted("erased again", count, code="people_erased_again")
