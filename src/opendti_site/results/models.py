"""Runs and the scores they gave: rows that are written once."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.rounds.frameworks import text_under
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.frozen import FrozenModel, FrozenRowError
from opendti_site.organisations.models import Unit
from opendti_site.results.enums import CLOSED_STATES, RunState
from opendti_site.results.words import undecided_sentences
from opendti_site.ui.templatetags.numbers import write_number

__all__ = ["FrozenRowError", "Run", "RunScore"]


class Run(models.Model):
    """One computation: the answers as they were, and what came out."""

    round = models.ForeignKey(
        Round,
        on_delete=models.PROTECT,
        related_name="runs",
        verbose_name=_("kỳ đánh giá"),
    )
    stage = models.CharField(_("loại điểm"), max_length=12, choices=Stage.choices)
    state = models.CharField(
        _("trạng thái"),
        max_length=12,
        choices=RunState.choices,
        default=RunState.QUEUED,
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    inputs = models.TextField()
    inputs_digest = models.CharField(max_length=80)
    fingerprint = models.CharField(max_length=80)
    engine_version = models.CharField(max_length=40)
    result_digest = models.CharField(max_length=80, blank=True)
    unresolved = models.PositiveIntegerField(default=0)
    # What was open in the round when the answers were frozen: words of `Undecided` to counts.
    undecided = models.JSONField(default=dict)
    # The units' keys by the codes in `inputs`: a unit may be given another code later.
    unit_keys = models.JSONField(default=dict)
    failure = models.TextField(blank=True)

    class Meta:
        ordering = ("-started_at", "-pk")

    def __str__(self) -> str:
        return f"{self.round} · {self.get_stage_display()} · {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, but refuse to touch a run that has come to its end."""
        kept = (
            Run.objects.filter(pk=self.pk).values_list("state", flat=True).first()
            if self.pk
            else None
        )
        if kept in CLOSED_STATES:
            message = f"run {self.pk} is {kept} and never changes"
            raise FrozenRowError(message)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return where the staff look at this run."""
        return reverse("results:run", args=[self.round_id, self.pk])

    @property
    def text(self) -> str:
        """The text of the framework that the round had when the answers were frozen."""
        return text_under(self.round, self.fingerprint)

    @property
    def framework_fingerprint(self) -> str:
        """The fingerprint by which the compiled framework is kept."""
        return self.fingerprint

    @property
    def is_complete(self) -> bool:
        """Whether nothing was undecided when the answers were frozen."""
        return not any(self.undecided.values())

    @property
    def open_points(self) -> list[str]:
        """What was undecided when the answers were frozen, in the reader's language."""
        return undecided_sentences(self.undecided)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: runs are kept."""
        message = f"run {self.pk} is kept for ever"
        raise FrozenRowError(message)


class RunScore(FrozenModel):
    """The score of one unit at one node of the tree, or of one view."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="scores")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="run_scores")
    block = models.CharField(max_length=60)
    node = models.CharField(max_length=60)
    level = models.CharField(max_length=60)
    points = models.FloatField(null=True)
    max_points = models.FloatField(null=True)
    value = models.FloatField(null=True)
    rank = models.PositiveIntegerField(null=True)
    of = models.PositiveIntegerField(default=0)
    band = models.CharField(max_length=60, blank=True)
    state = models.CharField(max_length=16)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["run", "unit", "node"], name="one_score_a_node"
            ),
        )
        indexes = (
            models.Index(fields=["run", "node", "block"], name="scores_of_a_node"),
        )

    def __str__(self) -> str:
        return f"{self.node}: {write_number(self.value, None)}"
