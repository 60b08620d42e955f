"""Periodic work of the queue."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from opendti_site.mail.sending import forget_old_mail, send_due_mail
from opendti_site.operations.chores import Chore, Outcome, counted, register

DAY = timedelta(days=1)
RETENTION = timedelta(days=90)


def register_all() -> None:
    """Send what is due at each opportunity; forget what is old once a day."""
    register(Chore("mail", _send, label=_("Gửi thư"), waits_for_network=True))
    register(Chore("old mail", _forget, label=_("Xóa thư cũ"), every=DAY))


def _send() -> Outcome:
    report = send_due_mail()
    parts = {
        "sent": report.sent,
        "to be tried again": report.delayed,
        "given up": report.failed,
    }
    return Outcome(", ".join(f"{n} {words}" for words, n in parts.items() if n))


def _forget() -> Outcome:
    count = forget_old_mail(RETENTION)
    return counted("forgotten", count, code="old_removed")
