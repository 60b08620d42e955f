"""A framework release: one version of an index, as text, frozen once published."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.enums import SURE, FrameworkStatus, ReleaseState
from opendti_site.ui.language import local_name

FROZEN = (
    "identity",
    "title_vi",
    "title_en",
    "text",
    "fingerprint",
    "status",
    "complete",
)


class FrameworkRelease(models.Model):
    """One version of a framework on the shelf."""

    identity = models.CharField(_("Mã định danh"), max_length=120, unique=True)
    title_vi = models.CharField(_("Tên tiếng Việt"), max_length=300)
    title_en = models.CharField(_("Tên tiếng Anh"), max_length=300, blank=True)
    text = models.TextField(_("Nội dung"))
    fingerprint = models.CharField(_("Dấu vân tay"), max_length=80, db_index=True)
    state = models.CharField(
        _("Trạng thái"), max_length=12, choices=ReleaseState, default=ReleaseState.DRAFT
    )
    status = models.CharField(_("Tính chất"), max_length=12, choices=FrameworkStatus)
    complete = models.BooleanField(_("Đầy đủ"), default=True)
    published_at = models.DateTimeField(_("Ban hành lúc"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )

    unit = models.ForeignKey(
        "organisations.Unit",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Đơn vị soạn"),
    )
    version = models.PositiveIntegerField(default=1, editable=False)
    notices = models.JSONField(default=list, blank=True, editable=False)
    edited_at = models.DateTimeField(_("Sửa lúc"), null=True, editable=False)
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )

    class Meta:
        verbose_name = _("bộ chỉ số")
        verbose_name_plural = _("bộ chỉ số")
        ordering = ["title_vi", "identity"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=ReleaseState.DRAFT)
                | models.Q(published_at__isnull=False),
                name="frameworks_published_has_date",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless a published release would change."""
        self._refuse_change_of_published()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Return the address of the readable tree, of a draft the editor's."""
        if self.state == ReleaseState.DRAFT:
            return reverse("frameworks:draft_page", args=[self.pk])
        return reverse("frameworks:framework_page", args=[self.identity])

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Delete a draft; a published release stays."""
        if self.state == ReleaseState.PUBLISHED:
            raise ValidationError(_("Bộ chỉ số đã ban hành thì không xóa được."))
        return super().delete(*args, **kwargs)

    @property
    def title(self) -> str:
        """The title in the reader's language."""
        return local_name(self.title_vi, self.title_en)

    @property
    def framework_version(self) -> str:
        """The version in its identity: most often the year of its decision."""
        return self.identity.rpartition("@")[2]

    @property
    def version_words(self) -> str:
        """Which version of its framework it is, in the reader's language."""
        return gettext("phiên bản %(version)s") % {"version": self.framework_version}

    @property
    def is_draft(self) -> bool:
        """Return whether it may still change."""
        return self.state == ReleaseState.DRAFT

    @property
    def doubts(self) -> int:
        """How many notices of an import wait for a person to look at them."""
        return sum(1 for notice in self.notices if notice["level"] != SURE)

    @property
    def framework_fingerprint(self) -> str:
        """The fingerprint by which the plan is kept."""
        return self.fingerprint

    def _refuse_change_of_published(self) -> None:
        if self.pk is None:
            return
        stored = type(self).objects.filter(pk=self.pk, state=ReleaseState.PUBLISHED)
        before = stored.values(*FROZEN, "state").first()
        # The row as it is stored, not as this instance was loaded: it may have been published
        # since.
        if before and any(getattr(self, name) != old for name, old in before.items()):
            raise ValidationError(
                _("Bộ chỉ số đã ban hành thì không sửa được; hãy tạo bản mới.")
            )


class Crosswalk(models.Model):
    """Which node of one release is which of another, confirmed by a person."""

    before = models.ForeignKey(
        FrameworkRelease, models.PROTECT, related_name="crosswalks_after"
    )
    after = models.ForeignKey(
        FrameworkRelease, models.PROTECT, related_name="crosswalks_before"
    )
    text = models.TextField(_("Nội dung"))
    version = models.PositiveIntegerField(default=1, editable=False)
    written_at = models.DateTimeField(_("Lưu lúc"))
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+"
    )

    class Meta:
        verbose_name = _("bảng đối chiếu")
        verbose_name_plural = _("bảng đối chiếu")
        ordering = ["before", "after"]
        constraints = [
            models.UniqueConstraint(
                fields=["before", "after"], name="frameworks_one_crosswalk_a_pair"
            ),
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")),
                name="frameworks_crosswalk_of_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.before.identity} → {self.after.identity}"

    def get_absolute_url(self) -> str:
        """Return the address of the table."""
        return reverse(
            "frameworks:crosswalk_page",
            args=[self.before.identity, self.after.identity],
        )
