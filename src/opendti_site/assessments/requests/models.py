"""Requests about one criterion of a form, with their replies."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.requests.enums import (
    ANSWERING,
    RequestKind,
    RequestState,
)
from opendti_site.assessments.rounds.models import Submission


class CriterionRequest(models.Model):
    """One question about one criterion of a form, and what the unit replied.

    Several follow each other and all are kept; at most one is open. `reply` and `drafted` (the values
    typed anew, by item) are the unit's own until the request is answered, and count for nothing.
    """

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="criterion_requests"
    )
    criterion = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=RequestKind)
    question = models.TextField(_("Nội dung yêu cầu"))
    due_at = models.DateTimeField(_("Hạn trả lời"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    state = models.CharField(
        max_length=10, choices=RequestState, default=RequestState.OPEN
    )
    reply = models.TextField(_("Giải trình"), blank=True)
    drafted = models.JSONField(default=dict, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    drafted_at = models.DateTimeField(null=True)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    replied_at = models.DateTimeField(null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("yêu cầu về tiêu chí")
        verbose_name_plural = _("yêu cầu về tiêu chí")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "criterion"],
                condition=Q(state=RequestState.OPEN),
                name="request_open_once",
            ),
        ]
        indexes = [
            models.Index(fields=["submission", "criterion"], name="request_lookup"),
        ]

    def __str__(self) -> str:
        return f"{self.criterion}: {self.get_kind_display()}"

    @property
    def is_answerable(self) -> bool:
        """Whether the unit may reply now: decided by the clock at each write, not by a job."""
        return (
            self.state == RequestState.OPEN
            and timezone.now() < self.due_at
            and self.submission.takes_part
            and self.submission.round.state in ANSWERING
        )

    @property
    def is_expired(self) -> bool:
        """Whether its time passed without a reply."""
        passed = self.state == RequestState.OPEN and self.due_at <= timezone.now()
        return passed or self.state == RequestState.EXPIRED

    @property
    def is_drafted(self) -> bool:
        """Whether somebody has written a reply that waits to be sent."""
        return self.state == RequestState.OPEN and bool(self.reply)

    @property
    def asks_for_values(self) -> bool:
        """Whether the values of the criterion may be given anew."""
        return self.kind == RequestKind.REDO
