"""The queue of mail."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from opendti_site.mail.enums import MailState
from opendti_site.mail.kinds import label_of


class QueuedMail(models.Model):
    """A letter to one address, and what became of it.

    Whoever takes a waiting letter sets its next attempt to the end of a lease: nobody else takes it
    until then, and a sender that was killed leaves it to the next one.
    """

    kind = models.CharField(max_length=60)
    to = models.EmailField(max_length=254)
    language = models.CharField(max_length=2)
    details = models.JSONField(default=dict)
    """What the text is made from: keys and names, never a secret."""
    state = models.CharField(
        max_length=10, choices=MailState.choices, default=MailState.WAITING
    )
    created_at = models.DateTimeField(default=timezone.now)
    next_attempt_at = models.DateTimeField(default=timezone.now)
    attempts = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    """Why the last attempt failed, in the server's words, or why the letter was dropped."""

    class Meta:
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["state", "next_attempt_at"], name="mail_queue_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} → {self.to}"

    @property
    def label(self) -> str:
        """What letters of this kind are called."""
        return label_of(self.kind)
