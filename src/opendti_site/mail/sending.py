"""Sending what is queued: one message at a time, each by one sender, again later where it failed.

A message is taken by a short transaction that sets its next attempt to the end of a lease. What then
becomes of it is noted only by whoever holds it still. A sender that is killed between the server's
receipt and the note leaves a message that is sent again when the lease is over: it then bears the
same Message-ID, by which mail programs know a double.
"""

from __future__ import annotations

import logging
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from opendti_site.mail.enums import MailState
from opendti_site.mail.models import QueuedMail
from opendti_site.mail.queries import due_mail
from opendti_site.mail.rendering import render_mail

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)
"""Longer than any attempt: each step of SMTP ends after 30 seconds."""
DELAYS = tuple(
    timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 8 * 60, 16 * 60)
)
"""How long a message waits after each failed attempt; after one more it is given up."""
MAX_ATTEMPTS = len(DELAYS) + 1
BATCH = 200
REASON_LENGTH = 500
NOT_NEEDED = "not needed any more"
UNFINISHED = "an attempt was interrupted"
PERMANENT = range(500, 600)


@dataclass(slots=True)
class SendingReport:
    """How many letters were sent, will be tried again, and were given up."""

    sent: int = 0
    delayed: int = 0
    failed: int = 0


def send_due_mail() -> SendingReport:
    """Send the letters that are due; any number of processes may do so at once."""
    report = SendingReport()
    server = _Server()
    try:
        for _turn in range(BATCH):
            mail = claim_mail()
            if mail is None or not _attempt(mail, server, report):
                break
    finally:
        server.close()
    return report


@transaction.atomic
def _claimed() -> QueuedMail | None:
    # Skipped and not waited for: several senders take different messages.
    mail = due_mail().select_for_update(skip_locked=True).first()
    if mail is None:
        return None
    mail.attempts += 1
    mail.next_attempt_at = timezone.now() + LEASE
    mail.save(update_fields=["attempts", "next_attempt_at"])
    return mail


def claim_mail() -> QueuedMail | None:
    """Take the next message that is due; None where nothing is. An idle sender takes no write lock."""
    return _claimed() if due_mail().exists() else None


def _attempt(mail: QueuedMail, server: _Server, report: SendingReport) -> bool:
    """Send one message and note what came of it; return whether it is worth going on."""
    if (
        mail.attempts > MAX_ATTEMPTS
    ):  # its senders were killed, perhaps by this very message
        report.failed += _note(mail, MailState.FAILED, mail.reason or UNFINISHED)
        return True
    try:
        message = message_of(mail)
        if message is None:
            _note(mail, MailState.DROPPED, NOT_NEEDED)
            return True
        server.send(message)
    except Exception as error:  # noqa: BLE001 -- whatever it is, the next message has its turn
        return _note_failure(mail, error, report)
    report.sent += _note(mail, MailState.SENT, "")
    return True


def _note_failure(mail: QueuedMail, error: Exception, report: SendingReport) -> bool:
    logger.warning("mail %s: %s", mail.pk, _failure_name(error))
    if is_refused(error) or mail.attempts >= MAX_ATTEMPTS:
        report.failed += _note(mail, MailState.FAILED, reason_of(error))
    else:
        report.delayed += _note(mail, MailState.WAITING, reason_of(error))
    # A server that does not answer keeps all others waiting too, so the round ends; its word on
    # one message does not.
    return not isinstance(error, OSError) or isinstance(error, ANSWERS)


def _failure_name(error: Exception) -> str:
    """Name a failure for the log: servers repeat the recipient in their words."""
    codes = [getattr(error, "smtp_code", None)]
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _words in error.recipients.values()]
    return " ".join([type(error).__name__, *(str(code) for code in codes if code)])


def _note(mail: QueuedMail, state: MailState, reason: str) -> int:
    """Write what became of an attempt, unless the message has passed to another sender."""
    now = timezone.now()
    values: dict[str, Any] = {"state": state, "reason": reason[:REASON_LENGTH]}
    if state == MailState.WAITING:
        values["next_attempt_at"] = now + DELAYS[mail.attempts - 1]
    else:
        values["finished_at"] = now
    # By the number of attempts: whoever claimed it after the lease has raised it.
    held = QueuedMail.objects.filter(
        pk=mail.pk, attempts=mail.attempts, state=MailState.WAITING
    )
    return held.update(**values)


ANSWERS = (
    smtplib.SMTPRecipientsRefused,
    smtplib.SMTPSenderRefused,
    smtplib.SMTPDataError,
)
"""What a server that is there says about one message; after anything else the others wait as well."""


def is_refused(error: Exception) -> bool:
    """Whether the server will never take this message: no such address, or a text that it refuses."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code in PERMANENT for code, _words in error.recipients.values())
    return isinstance(error, smtplib.SMTPDataError) and error.smtp_code in PERMANENT


def reason_of(error: Exception) -> str:
    """Return why an attempt failed: the server's answer, or the text of the exception."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.values()
        return "; ".join(f"{code} {_plain(words)}" for code, words in answers)
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_plain(error.smtp_error)}"
    return f"{type(error).__name__}: {error}"


def _plain(words: bytes | str) -> str:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(text.split())


def message_of(mail: QueuedMail) -> EmailMessage | None:
    """Write the message as it goes out; None where nobody needs it any more."""
    rendered = render_mail(mail)
    if rendered is None:
        return None
    return EmailMessage(
        rendered.subject,
        rendered.body,
        settings.DEFAULT_FROM_EMAIL,
        [mail.to],
        headers={
            "Message-ID": message_id(mail),
            # So that absence notes do not answer it (RFC 3834; the next header is Outlook's).
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )


def message_id(mail: QueuedMail) -> str:
    """Return the identity of a message, the same at every attempt."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    moment = int(mail.created_at.timestamp() * 1e6)
    return f"<opendti.{mail.pk}.{moment:x}@{domain or 'localhost'}>"


class _Server:
    """The connection to the mail server, opened for the first message and again after a failure."""

    def __init__(self) -> None:
        self._backend: Any = None

    def send(self, message: EmailMessage) -> None:
        """Hand a message in; a failure closes the connection and is raised."""
        try:
            if self._backend is None:
                self._backend = get_connection(fail_silently=False)
                self._backend.open()
            self._backend.send_messages([message])
        except Exception:
            self.close()
            raise

    def close(self) -> None:
        """Close the connection; a server that is gone is no error."""
        backend, self._backend = self._backend, None
        if backend is not None:
            with suppress(OSError):
                backend.close()


def forget_old_mail(age: timedelta) -> int:
    """Delete what is finished and older: an address is kept no longer than it is needed."""
    old = QueuedMail.objects.filter(finished_at__lt=timezone.now() - age)
    count, _rows = old.exclude(state=MailState.WAITING).delete()
    return count
