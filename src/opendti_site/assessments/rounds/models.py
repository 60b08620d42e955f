"""Rounds and the submissions in them."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.rounds.enums import (
    FILLED_IN,
    FOR_UNITS,
    RoundOrigin,
    RoundState,
    SubmissionState,
)
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.organisations.models import Unit
from opendti_site.ui.language import local_name

REHEARSAL_MARK = "[Chạy thử]"
"""Stands before the title of each rehearsal, wherever the title goes: pages, papers, files, calendars."""

TAKES_PART = ~Q(state=SubmissionState.WITHDRAWN)
"""Selects the forms of units that take part in their round."""


OFFICIAL = Q(round__rehearses=None)
"""Selects the forms of rounds that count, and not of rehearsals."""


class OfficialRounds(models.Manager["Round"]):
    """Rounds that count: all but rehearsals."""

    def get_queryset(self) -> models.QuerySet[Round]:
        """Return rounds without rehearsals."""
        return super().get_queryset().filter(rehearses=None)


class Round(models.Model):
    """One campaign: a frozen framework over units between dates."""

    title = models.CharField(_("Tên kỳ đánh giá"), max_length=200)
    year = models.PositiveSmallIntegerField(_("Năm đánh giá"))
    release = models.ForeignKey(
        FrameworkRelease,
        models.PROTECT,
        related_name="rounds",
        verbose_name=_("Bộ chỉ số"),
    )
    framework_text = models.TextField(blank=True, editable=False)
    fingerprint = models.CharField(max_length=80, blank=True, editable=False)
    # By criterion: the number of the last change of the framework in the round that touched it.
    amended = models.JSONField(default=dict, blank=True, editable=False)
    root = models.ForeignKey(
        Unit, models.PROTECT, related_name="rounds", verbose_name=_("Cơ quan chủ trì")
    )
    opens_at = models.DateTimeField(_("Bắt đầu nhận hồ sơ"))
    submit_by = models.DateTimeField(_("Hạn nộp"))
    appraise_by = models.DateTimeField(_("Hạn thẩm định"), null=True, blank=True)
    # A round has these steps only where their dates are set (`rounds.steps`).
    explain_by = models.DateTimeField(_("Hạn giải trình"), null=True, blank=True)
    reappraise_by = models.DateTimeField(_("Hạn thẩm định lại"), null=True, blank=True)
    council_by = models.DateTimeField(
        _("Hạn hội đồng quyết định"), null=True, blank=True
    )
    state = models.CharField(
        max_length=12, choices=RoundState, default=RoundState.DRAFT
    )
    origin = models.CharField(
        max_length=16, choices=RoundOrigin, default=RoundOrigin.COLLECTED
    )
    source_note = models.TextField(_("Nguồn số liệu"), blank=True)
    source_note_en = models.TextField(
        _("Nguồn số liệu bằng tiếng Anh"), blank=True, default=""
    )
    illustrative = models.BooleanField(_("Số liệu minh họa"), default=False)
    # Whether only those appraise a criterion of a unit to whom it is assigned.
    only_assigned = models.BooleanField(default=False, editable=False)
    # The round that this one tries out; set when it is made, and never changed.
    rehearses = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="rehearsals",
        verbose_name=_("chạy thử của kỳ"),
    )
    version = models.PositiveIntegerField(default=1)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = models.Manager["Round"]()
    official = OfficialRounds()

    class Meta:
        verbose_name = _("kỳ đánh giá")
        verbose_name_plural = _("kỳ đánh giá")
        ordering = ["-year", "-opens_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submit_by__gt=F("opens_at")), name="rounds_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(state=RoundState.DRAFT) | ~Q(fingerprint=""),
                name="rounds_open_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(explain_by__isnull=True, reappraise_by__isnull=True)
                | Q(explain_by__isnull=False, reappraise_by__isnull=False),
                name="rounds_explained_is_reappraised",
            ),
            models.CheckConstraint(
                condition=Q(rehearses__isnull=True)
                | Q(title__startswith=REHEARSAL_MARK),
                name="rounds_rehearsal_is_marked",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Return the address of the round's page."""
        return reverse("assessments:round_page", args=[self.pk])

    @property
    def local_source(self) -> str:
        """The source in the reader's language, where it is written in it."""
        return local_name(self.source_note, self.source_note_en)

    @property
    def is_rehearsal(self) -> bool:
        """Whether this is a rehearsal of another round, whose results count for nothing."""
        return self.rehearses_id is not None

    @property
    def period(self) -> tuple[dt.date, dt.date]:
        """The first and the last day of the year that the round assesses: what its answers speak of."""
        return dt.date(self.year, 1, 1), dt.date(self.year, 12, 31)

    @property
    def text(self) -> str:
        """The framework's text: the frozen copy, or the release's while in draft."""
        return self.framework_text if self.fingerprint else self.framework_source.text

    @property
    def framework_fingerprint(self) -> str:
        """The fingerprint by which the plan is kept."""
        return self.fingerprint or self.framework_source.fingerprint

    @property
    def framework_source(self) -> Round | FrameworkRelease:
        """What a draft takes its framework from: its release, or the open round that it rehearses."""
        original = self.rehearses
        if original and original.fingerprint and original.release_id == self.release_id:
            return original
        return self.release

    @property
    def taking_part(self) -> models.QuerySet[Submission]:
        """The forms of the units that take part: what counts, scores and lists read."""
        return self.submissions.filter(TAKES_PART)


class Submission(models.Model):
    """One unit's answers in one round, and how far they have come."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="submissions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="submissions")
    block = models.CharField(_("Khối"), max_length=60)
    state = models.CharField(
        max_length=12, choices=SubmissionState, default=SubmissionState.OPEN
    )
    due_at = models.DateTimeField(_("Hạn riêng"), null=True, blank=True)
    # Why an extension gave the unit this deadline, and by which document.
    due_reason = models.TextField(blank=True, default="")
    due_document = models.CharField(max_length=100, blank=True, default="")
    handed_over_at = models.DateTimeField(null=True, blank=True)
    handed_over_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    # When it was first submitted: a form that is returned keeps it, one that its unit recalls does not.
    first_submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    return_reason = models.TextField(blank=True)
    withdrawal_reason = models.TextField(blank=True, default="")
    # Why the signatory gave the form back to the reporters; gone once it is handed over again.
    hand_back_reason = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    # Told again by every save, so that a list of 3,321 units needs no scoring.
    filled = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    points = models.FloatField(default=0)
    max_points = models.FloatField(default=0)
    changed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("hồ sơ tự đánh giá")
        verbose_name_plural = _("hồ sơ tự đánh giá")
        ordering = ["unit__path", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "unit"], name="submission_once_a_round"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.round}"

    def get_absolute_url(self) -> str:
        """Return the address of the form."""
        return reverse("assessments:form_page", args=[self.pk])

    @property
    def closes_at(self) -> dt.datetime:
        """The moment after which nobody can save: the later of the round's deadline and the unit's own."""
        return max(self.due_at or self.round.submit_by, self.round.submit_by)

    @property
    def values_until(self) -> dt.datetime:
        """The moment until which values of machines count for the form: nothing moves what was handed over or submitted."""
        return min(
            self.handed_over_at or self.submitted_at or self.closes_at, self.closes_at
        )

    @property
    def takes_part(self) -> bool:
        """Whether the unit takes part in the round, and was not withdrawn."""
        return self.state != SubmissionState.WITHDRAWN

    @property
    def has_own_deadline(self) -> bool:
        """Whether the unit has longer than the others."""
        return self.closes_at > self.round.submit_by

    @property
    def is_extendable(self) -> bool:
        """Whether a later deadline would be of use: while units write, and this one has not submitted."""
        return self.round.state in FOR_UNITS and self.state not in {
            SubmissionState.SUBMITTED,
            SubmissionState.WITHDRAWN,
        }

    @property
    def is_in_time(self) -> bool:
        """Whether the unit may still act: decided by the clock at each write, not by a job."""
        return (
            self.takes_part
            and self.round.state in FOR_UNITS
            and self.round.opens_at <= timezone.now() < self.closes_at
        )

    @property
    def is_writable(self) -> bool:
        """Whether values may change now: not once they lie before the signatory."""
        return self.state in FILLED_IN and self.is_in_time
