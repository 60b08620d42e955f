"""Rows of the tree of units."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from opendti_site.organisations.enums import (
    BLOCK_WORDS,
    EVERY_BLOCK,
    PastRule,
    SuccessionKind,
    UnitKind,
)
from opendti_site.ui.language import local_name

MAX_PATH_LENGTH = 200
MAX_KEY_LENGTH = 600
"""Characters; a level takes five, of keys beyond 9,999 more."""


class Unit(models.Model):
    """An assessed body; `path` lists the keys from the top down to itself."""

    code = models.CharField(_("mã"), max_length=40, unique=True)
    name = models.CharField(_("tên đơn vị"), max_length=200)
    name_en = models.CharField(_("tên tiếng Anh"), max_length=200, blank=True)
    short_name = models.CharField(_("tên ngắn"), max_length=80, blank=True)
    kind = models.CharField(
        _("loại"), max_length=20, choices=UnitKind.choices, default=UnitKind.OTHER
    )
    block = models.CharField(_("khối"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("đơn vị cấp trên"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
    )
    path = models.CharField(max_length=MAX_PATH_LENGTH, db_index=True, editable=False)
    opened_on = models.DateField(_("ngày thành lập"), null=True, blank=True)
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    search_key = models.CharField(max_length=MAX_KEY_LENGTH, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("đơn vị")
        ordering = ["path"]
        constraints = [
            models.UniqueConstraint(
                Lower("code"),
                name="organisations_one_unit_a_code",
                violation_error_message=_("Mã này đã có đơn vị khác dùng."),
            ),
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True)
                | models.Q(opened_on__isnull=True)
                | models.Q(closed_on__gte=models.F("opened_on")),
                name="organisations_closed_after_opened",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Return the address of the unit's page."""
        return reverse("organisations:unit", args=[self.code])

    @property
    def depth(self) -> int:
        """Count the units above this one."""
        return self.path.count("/") - 1

    @property
    def short(self) -> str:
        """Return the short name where there is one; to a reader of English the English name."""
        english = self.local_name
        return self.short_name or self.name if english == self.name else english

    @property
    def local_name(self) -> str:
        """Return the name in the reader's language."""
        return local_name(self.name, self.name_en)

    @property
    def block_words(self) -> str:
        """Return the block in words, where it is one that has words; no words where all are in one block."""
        if self.block == EVERY_BLOCK:
            return ""
        return str(BLOCK_WORDS.get(self.block, self.block))


class Succession(models.Model):
    """One unit took the place of another, wholly or in part, on a day; written once and kept.

    A unit that goes on under its own name, after it took in others or gave away a part, is its own
    successor: its earlier results are those of all its predecessors.
    """

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="origins")
    kind = models.CharField(max_length=12, choices=SuccessionKind)
    on = models.DateField(_("ngày có hiệu lực"))
    document = models.CharField(_("số văn bản"), max_length=100)
    rule = models.CharField(max_length=16, choices=PastRule, default=PastRule.MEAN)

    class Meta:
        verbose_name = _("kế thừa giữa các đơn vị")
        ordering = ["on", "pk"]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"
