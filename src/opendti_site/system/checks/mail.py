"""Mail that waits or was given up, and the settings that it needs."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.core.mail import get_connection
from django.utils import timezone

from opendti_site.mail.queries import delayed_mail, mail_counts
from opendti_site.operations.health import has_sender
from opendti_site.system.problems import Problem
from opendti_site.ui.dates import moment

PATIENCE = timedelta(hours=1)
SECONDS = 5


def queue() -> Iterator[Problem]:
    """Yield what the queue shows."""
    if settings.HAS_SMTP and not has_sender():
        sender = {"sender": settings.DEFAULT_FROM_EMAIL}
        yield Problem("mail_sender", "bad", sender, "thu")
    counts = mail_counts()
    if counts.oldest and timezone.now() - counts.oldest > PATIENCE:
        delayed = delayed_mail().first()
        about = {
            "count": counts.waiting,
            "at": moment(counts.oldest),
            "reason": delayed.reason if delayed else "",
        }
        yield Problem("mail_waits", "bad", about, "thu")
    if counts.failed:
        yield Problem("mail_failed", "warn", {"count": counts.failed}, "thu")


def server() -> Iterator[Problem]:
    """Yield a mail server that is not named, or takes no connection; sends nothing."""
    if not settings.MAIL_IS_SET:
        yield Problem("mail_off", "warn", anchor="thu")
    if not settings.HAS_SMTP:
        return
    backend = "django.core.mail.backends.smtp.EmailBackend"
    connection = get_connection(backend, timeout=SECONDS)
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        about = {
            "server": f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}",
            "error": error,
        }
        yield Problem("mail_unreachable", "bad", about, "thu")
    finally:
        connection.close()
