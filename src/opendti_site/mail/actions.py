"""Writes to the queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from opendti_site.mail.enums import MailState
from opendti_site.mail.kinds import kind_named
from opendti_site.mail.models import QueuedMail


def queue_mail(
    kind: str, *, to: str, language: str, **details: Any
) -> QueuedMail | None:
    """Queue a letter within the caller's transaction, so that it is sent if the act holds.

    `details` are what the kind's context needs, as JSON; never a secret. Where the site has no mail
    server or the person no address, nothing is queued. Raise LookupError for an unknown kind.
    """
    kind_named(kind)
    if not transaction.get_connection().in_atomic_block:
        message = "mail is queued inside the transaction of the act that it is about"
        raise transaction.TransactionManagementError(message)
    if not settings.MAIL_IS_SET or not to:
        return None
    return QueuedMail.objects.create(
        kind=kind, to=to, language=language, details=details
    )


def queue_letters(
    kind: str, letters: Iterable[tuple[str, str, Mapping[str, Any]]]
) -> int:
    """Queue many letters of one kind at once, each an address, a language and its details; return how many were queued.

    As `queue_mail` does for one, in statements whose number hardly grows with the letters.
    """
    kind_named(kind)
    if not transaction.get_connection().in_atomic_block:
        message = "mail is queued inside the transaction of the act that it is about"
        raise transaction.TransactionManagementError(message)
    if not settings.MAIL_IS_SET:
        return 0
    rows = [
        QueuedMail(kind=kind, to=to, language=language, details=dict(details))
        for to, language, details in letters
        if to
    ]
    return len(QueuedMail.objects.bulk_create(rows, batch_size=500))


def send_again(mail: QueuedMail) -> bool:
    """Queue a letter again that was given up; the caller records the act.

    Return whether it was: two people who press the button at once restart it once.
    """
    failed = QueuedMail.objects.filter(pk=mail.pk, state=MailState.FAILED)
    changed = failed.update(
        state=MailState.WAITING,
        next_attempt_at=timezone.now(),
        attempts=0,
        finished_at=None,
    )
    return bool(changed)
