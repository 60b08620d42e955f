"""Answers the score entries that are made of them, and the signed sheets."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import (
    AnswerOrigin,
    AnswerState,
    SignatureState,
    Stage,
    Verdict,
)
from opendti_site.ui.templatetags.numbers import write_number

__all__ = ["Answer", "ScoreEntry", "SignedSheet", "Submission"]


class Answer(models.Model):
    """One item's value and state, as the unit gives it."""

    submission = models.ForeignKey(Submission, models.PROTECT, related_name="answers")
    item = models.CharField(max_length=80)
    criterion = models.CharField(max_length=60)
    value = models.DecimalField(max_digits=28, decimal_places=10, null=True, blank=True)
    text = models.TextField(blank=True)
    state = models.CharField(
        max_length=16, choices=AnswerState, default=AnswerState.GIVEN
    )
    reason = models.TextField(blank=True)
    # Why the value differs much from last year's.
    comment = models.TextField(blank=True, default="")
    # What was typed and could not be read: kept until corrected, never scored.
    rejected = models.TextField(blank=True)
    origin = models.CharField(
        max_length=10, choices=AnswerOrigin, default=AnswerOrigin.TYPED
    )
    version = models.PositiveIntegerField(default=1)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    updated_at = models.DateTimeField()

    class Meta:
        verbose_name = _("số liệu")
        verbose_name_plural = _("số liệu")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "item"], name="answer_once_an_item"
            ),
        ]
        indexes = [
            models.Index(fields=["submission", "criterion"], name="answer_lookup"),
        ]

    def __str__(self) -> str:
        written = self.text if self.value is None else write_number(self.value, None)
        return f"{self.item} = {written or self.get_state_display()}"


class ScoreEntry(models.Model):
    """A criterion's score at one stage, appended and never overwritten."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="score_entries"
    )
    criterion = models.CharField(max_length=60)
    stage = models.CharField(max_length=10, choices=Stage)
    verdict = models.CharField(max_length=10, choices=Verdict)
    answers = models.JSONField(default=dict)
    # A digest of what a later stage appraised, so that an entry counts for nothing else; "" for the
    # unit's own entries, and for those made before bases were kept.
    basis = models.CharField(max_length=32, blank=True)
    # The keys of the documents that the appraiser was shown; None for the unit's own entries, and
    # for those of before.
    documents = models.JSONField(null=True, blank=True)
    points = models.FloatField(null=True)
    max_points = models.FloatField()
    state = models.CharField(
        max_length=16, choices=AnswerState, default=AnswerState.GIVEN
    )
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("điểm tiêu chí")
        verbose_name_plural = _("điểm tiêu chí")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["submission", "criterion", "stage"], name="entry_of_criterion"
            ),
        ]

    def __str__(self) -> str:
        points = write_number(self.points, None)
        return f"{self.criterion} {self.get_stage_display()}: {points}"


class SignedSheet(models.Model):
    """The sheet of a form as it was signed; a later one stands beside the earlier ones."""

    submission = models.ForeignKey(
        Submission, models.PROTECT, related_name="signed_sheets"
    )
    # The file, kept and checked as every other one of the unit.
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    # The version of the form when the sheet came in.
    form_version = models.PositiveIntegerField()
    signature = models.CharField(max_length=10, choices=SignatureState)
    signer = models.CharField(max_length=400, blank=True)
    signed_at = models.DateTimeField(null=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("phiếu đã ký")
        verbose_name_plural = _("phiếu đã ký")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.document}: {self.get_signature_display()}"
