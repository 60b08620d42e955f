"""Rows of the audit chain; nothing here can be changed or removed."""

from __future__ import annotations

from typing import Any, Never

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from opendti.numeric.text import NO_VALUE
from opendti_site.audit.findings import table_words
from opendti_site.audit.verbs import words_of, words_of_detail

PERSON = f"{settings.AUTH_USER_MODEL}:"
"""How the subject of a line about an account begins."""


PERSONAL = frozenset({"before", "after", "email", "full_name", "username"})
"""Details of acts on an account that lines of before hold as text, and others as digests."""


class LineQuerySet(models.QuerySet["AuditLine"]):
    """Lines that can be read and added, and nothing else."""

    def update(self, **_values: Any) -> Never:
        """Refuse: a line stands as it was written."""
        message = "an audit line cannot be changed"
        raise TypeError(message)

    def delete(self) -> Never:
        """Refuse: a line stands as it was written."""
        message = "an audit line cannot be removed"
        raise TypeError(message)


class AuditLine(models.Model):
    """One act: who, when, what, to what, and the seal over the line before."""

    at = models.DateTimeField(_("lúc"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("người thực hiện"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
    )
    # Of a person a line holds the account alone. Lines of before have the name as well.
    actor_name = models.CharField(_("tên người thực hiện"), max_length=150)
    verb = models.CharField(_("việc"), max_length=80)
    subject = models.CharField(_("đối tượng"), max_length=120)
    subject_name = models.CharField(_("tên đối tượng"), max_length=300)
    detail = models.JSONField(_("chi tiết"), default=dict)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)
    # The key that sealed the line; lines of before there were keys name none.
    key = models.CharField(max_length=16, blank=True, default="")
    # Table → key of the row → digest, "" for a row that was deleted.
    seals = models.JSONField(default=dict)

    objects = LineQuerySet.as_manager()

    class Meta:
        verbose_name = _("dòng nhật ký")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["subject"], name="audit_line_subject"),
            models.Index(fields=["verb"], name="audit_line_verb"),
        ]

    def __str__(self) -> str:
        return f"{self.actor_id or NO_VALUE} {self.verb} {self.subject}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the line; refuse to write it again."""
        if not self._state.adding:
            message = "an audit line cannot be changed"
            raise TypeError(message)
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> Never:
        """Refuse: a line stands as it was written."""
        message = "an audit line cannot be removed"
        raise TypeError(message)

    @cached_property
    def person(self) -> AbstractBaseUser | None:
        """Return the account that the line is about; None for anything else."""
        key = self.subject.removeprefix(PERSON)
        if not key.isdecimal():
            return None
        return get_user_model()._default_manager.filter(pk=key).first()  # noqa: SLF001 -- Django's documented name

    @property
    def actor_label(self) -> str:
        """Name who acted, as the account is called today: a person may be called otherwise, or be erased.

        Lines of before kept the name as text beside the account; it is not shown.
        """
        return str(self.actor) if self.actor_id else self.actor_name

    @property
    def subject_label(self) -> str:
        """Name what the line is about: an account as it is called today, a table that has no other name by its words."""
        if self.person:
            return str(self.person)
        is_table = self.subject_name == self.subject
        return table_words(self.subject) if is_table else self.subject_name

    @property
    def thing_name(self) -> str:
        """Name what the line is about where the name is kept elsewhere; an account has none there."""
        return "" if self.subject.startswith(PERSON) else self.subject_name

    @property
    def words(self) -> str:
        """Describe what was done."""
        return words_of(self.verb)

    @property
    def detail_words(self) -> str:
        """Return the details; of a person who was erased no name or address that a line of before has."""
        if PERSONAL.isdisjoint(self.detail) or not getattr(
            self.person, "erased_at", None
        ):
            return words_of_detail(self.detail)
        kept = {key: self.detail[key] for key in self.detail if key not in PERSONAL}
        return words_of_detail(kept)


class ChainHead(models.Model):
    """The end of the chain: one row, locked by whoever adds the next line."""

    digest = models.CharField(max_length=64)
    length = models.PositiveBigIntegerField(default=0)
    key = models.CharField(max_length=16, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="audit_one_head")
        ]

    def __str__(self) -> str:
        return f"{self.length} {self.digest}"


class Verification(models.Model):
    """The result of one verification, kept for the page; whoever doubts it verifies again."""

    finished_at = models.DateTimeField(_("lúc"), auto_now_add=True)
    seconds = models.FloatField()
    lines = models.PositiveBigIntegerField()
    rows = models.PositiveBigIntegerField()
    anchors = models.PositiveBigIntegerField()
    found = models.PositiveIntegerField()
    # The first of them, as `Finding.as_data`.
    findings = models.JSONField(default=list)
    # What was looked at, as `Part.as_data`.
    parts = models.JSONField(default=list)
    # The newest lines that sealed rows as they were found, as `Acceptance.as_data`.
    acceptances = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.finished_at}: {self.found}"

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return self.found == 0
