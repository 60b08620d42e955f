"""What one coordinator proposes to publish and another one publishes."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from opendti_site.publication.models.editions import Edition


class ProposalState(models.TextChoices):
    """Where a proposal stands."""

    OPEN = "open", _("Chờ người thứ hai")
    PUBLISHED = "published", _("Đã công bố")
    WITHDRAWN = "withdrawn", _("Đã rút")


class Proposal(models.Model):
    """A run with the words beside its numbers, waiting for a second person."""

    run = models.ForeignKey("results.Run", models.PROTECT, related_name="proposals")
    round = models.ForeignKey("assessments.Round", models.PROTECT, related_name="+")
    corrects = models.ForeignKey(
        Edition, models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(max_length=200)
    title_en = models.CharField(max_length=200, blank=True, default="")
    slug = models.CharField(max_length=80, blank=True)
    source_note = models.CharField(max_length=300, blank=True)
    source_note_en = models.CharField(max_length=300, blank=True, default="")
    source_url = models.URLField(blank=True)
    change_note = models.TextField(blank=True)
    state = models.CharField(
        max_length=12, choices=ProposalState, default=ProposalState.OPEN
    )
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["round"],
                condition=models.Q(state="open"),
                name="one_open_proposal_a_round",
            ),
        )

    def __str__(self) -> str:
        return self.title
