"""Observations and the deliveries that brought them: rows that are added and never change."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.frozen import FrozenModel
from opendti_site.observations.enums import AnswerState, ObservationSource
from opendti_site.organisations.models import Unit
from opendti_site.ui.templatetags.numbers import write_number

MAX_DIGITS, DECIMALS = 28, 10
"""Those of an answer's value."""
FROM_FORM = Q(source=ObservationSource.FORM)
NEWEST_FIRST = ("-period_start", "-period_end", "-recorded_at", "-pk")
"""The order in which observations of one item replace each other."""


class Delivery(FrozenModel):
    """One message from one source, and the digest of all observations that it brought.

    The log seals deliveries; a verification compares the digest with the observations. So millions
    of observations need no seal each.
    """

    source = models.CharField(_("nguồn"), max_length=10, choices=ObservationSource)
    # The person who sent it, or who answers for the machine account that did.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    # Which machine account or feed sent it, as `app.Model:key`; "" for a person.
    machine = models.CharField(max_length=120, blank=True)
    recorded_at = models.DateTimeField(_("ghi nhận lúc"), db_index=True)
    # The raw message: its SHA-256, and where it lies.
    raw_digest = models.CharField(max_length=64, blank=True)
    raw_location = models.CharField(max_length=300, blank=True)
    note = models.CharField(_("ghi chú"), max_length=300, blank=True)
    count = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("lần nhận số đo")
        verbose_name_plural = _("lần nhận số đo")
        ordering = ["-recorded_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.get_source_display()} · {self.pk}"


class Observation(FrozenModel):
    """One value of one item of a unit, the period it speaks of, and the moment it was recorded.

    `framework` is the framework's name without its version, `version` the version in whose codes
    `item` is written: codes may be given anew by a later version.
    """

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="observations")
    unit = models.ForeignKey(
        Unit, models.PROTECT, related_name="observations", db_index=False
    )
    framework = models.CharField(max_length=80)
    version = models.CharField(max_length=40)
    item = models.CharField(max_length=80)
    value = models.DecimalField(
        max_digits=MAX_DIGITS, decimal_places=DECIMALS, null=True
    )
    text = models.TextField(blank=True)
    state = models.CharField(max_length=16, choices=AnswerState)
    # Why a person gives another value than a machine or last year's, or claims "not applicable".
    reason = models.TextField(blank=True, default="")
    period_start = models.DateField(_("từ ngày"))
    period_end = models.DateField(_("đến ngày"))
    # Those of the delivery, repeated: the indexes below need them.
    recorded_at = models.DateTimeField(_("ghi nhận lúc"))
    source = models.CharField(_("nguồn"), max_length=10, choices=ObservationSource)

    class Meta:
        verbose_name = _("số đo")
        verbose_name_plural = _("số đo")
        constraints = [
            models.CheckConstraint(
                condition=Q(period_end__gte=F("period_start")),
                name="observations_period_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state=AnswerState.GIVEN) | Q(value__isnull=True, text=""),
                name="observations_only_given_has_value",
            ),
        ]
        # One row is in one of them: what machines sent is looked up without what forms saved.
        indexes = [
            models.Index(
                *("unit", "framework", "item"),
                *(F(name[1:]).desc() for name in NEWEST_FIRST[:3]),
                F("id").desc(),
                condition=condition,
                name=name,
            )
            for name, condition in (
                ("observations_of_form", FROM_FORM),
                ("observations_of_machines", ~FROM_FORM),
            )
        ]

    def __str__(self) -> str:
        written = self.text if self.value is None else write_number(self.value, None)
        return f"{self.item} = {written or self.get_state_display()}"
