"""Who appraises which part of a round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Round
from opendti_site.organisations.models import Unit


class Assignment(models.Model):
    """A part of a round's appraisal that a person, or the people of a unit, were given; ended, never changed.

    The people of a unit, `group`, are whoever holds a role at it or below it at the moment. The part is an indicator or criterion of the framework, a block and a unit with all below it; what
    is empty leaves out nothing.
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="assignments")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    group = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    node = models.CharField(_("Chỉ số, tiêu chí"), max_length=60, blank=True)
    block = models.CharField(_("Khối"), max_length=60, blank=True)
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="+"
    )
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    assigned_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("phân công thẩm định")
        verbose_name_plural = _("phân công thẩm định")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(person__isnull=False, group=None)
                | models.Q(person=None, group__isnull=False),
                name="assignment_person_or_group",
            ),
        ]
        indexes = [models.Index(fields=["round", "person"], name="assignment_lookup")]

    def __str__(self) -> str:
        return f"{self.holder}: {self.node or '*'}"

    @property
    def holder(self) -> User | Unit:
        """Return to whom it was given."""
        holder = self.person or self.group
        assert holder is not None, "the database holds one of the two"  # noqa: S101 -- a constraint
        return holder
