"""What an edition keeps of its units and their scores."""

from __future__ import annotations

from django.db import models

from opendti_site.audit.frozen import FrozenModel
from opendti_site.publication.models.editions import Edition
from opendti_site.ui.language import local_name
from opendti_site.ui.templatetags.numbers import write_number


class EditionUnit(FrozenModel):
    """
    A unit as it was called when it was published.

    `assessed` says which unit it was, so that the editions of one unit find each other;
    its row is never read for a public page.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="units")
    assessed = models.ForeignKey("organisations.Unit", models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    short_name = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20)
    block = models.CharField(max_length=60)
    search_key = models.CharField(max_length=600)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["edition", "code"], name="one_unit_a_code_of_an_edition"
            ),
            models.UniqueConstraint(
                fields=["edition", "assessed"], name="a_unit_once_an_edition"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def short(self) -> str:
        """The short name where there is one."""
        return self.short_name or self.name

    @property
    def local_name(self) -> str:
        """The name in the reader's language."""
        return local_name(self.name, self.name_en)


class EditionScore(FrozenModel):
    """
    The published score of a unit at one node of the tree, or of one view.

    `self_points`, `appraised_points` and `final_points` are the points at the stages as
    they were at publication; `previous_value` and `previous_rank` those of the edition
    before.
    """

    edition = models.ForeignKey(Edition, models.PROTECT, related_name="scores")
    unit = models.ForeignKey(EditionUnit, models.PROTECT, related_name="scores")
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
    self_points = models.FloatField(null=True)
    appraised_points = models.FloatField(null=True)
    final_points = models.FloatField(null=True)
    previous_value = models.FloatField(null=True)
    previous_rank = models.PositiveIntegerField(null=True)

    class Meta:
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(
                fields=["unit", "node"], name="one_published_score_a_node"
            ),
        )
        indexes = (
            models.Index(
                fields=["edition", "node", "block"], name="published_scores_of_a_node"
            ),
        )

    def __str__(self) -> str:
        return f"{self.node}: {write_number(self.value, None)}"
