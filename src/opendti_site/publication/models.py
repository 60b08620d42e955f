"""Editions: rows that are written once, one a publication."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from opendti_site.results.models import FrozenRowError, Run

if TYPE_CHECKING:
    import datetime as dt


def _worded(note: dict[str, str]) -> str:
    language = "en" if (get_language() or "vi").startswith("en") else "vi"
    return note.get(language) or note["vi"]


class Edition(models.Model):
    """A published run, with what a reader needs to judge it."""

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="editions")
    slug = models.SlugField(_("địa chỉ"), max_length=80, unique=True)
    title = models.CharField(_("tên bản công bố"), max_length=200)
    published_at = models.DateTimeField(auto_now_add=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    announced_on = models.DateField(_("ngày công bố của nguồn"), null=True, blank=True)
    source_note = models.CharField(_("nguồn"), max_length=300, blank=True)
    source_url = models.URLField(_("địa chỉ nguồn"), blank=True)
    illustrative = models.BooleanField(default=False)
    notes = models.JSONField(default=list)
    printed = models.JSONField(default=dict)
    corrects = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="corrected_by",
    )
    change_note = models.TextField(_("nội dung đính chính"), blank=True)
    manifest = models.JSONField()

    class Meta:
        ordering = ("-published_at", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(corrects__isnull=True) | ~models.Q(change_note=""),
                name="a_correction_says_what_changed",
            ),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what has been published."""
        if self.pk:
            message = f"edition {self.slug} is published and never changes"
            raise FrozenRowError(message)
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        """Where everyone reads this edition."""
        return reverse("publication:ranking", args=[self.slug])

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse: editions are kept."""
        message = f"edition {self.slug} is kept for ever"
        raise FrozenRowError(message)

    @property
    def date(self) -> dt.date:
        """The day the result became public: at its source, else here."""
        return self.announced_on or timezone.localdate(self.published_at)

    @property
    def source_host(self) -> str:
        """The source's site, short enough to read."""
        return urlsplit(self.source_url).hostname or ""

    @property
    def noted(self) -> list[str]:
        """The notes at the foot of a page, in the reader's language."""
        return [_worded(note) for note in self.notes if not note.get("lead")]

    @property
    def leads(self) -> list[str]:
        """The notes that a reader must see first, in their language."""
        return [_worded(note) for note in self.notes if note.get("lead")]
