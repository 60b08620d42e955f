"""Reads of the audit chain."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models

from opendti_site.audit.actions import address_of
from opendti_site.audit.models import AuditLine, ChainHead
from opendti_site.audit.seal import START, seal_of


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk along the chain found."""

    length: int
    broken_at: int | None = None
    reason: str = ""

    @property
    def is_whole(self) -> bool:
        """Say whether every seal fits."""
        return not self.reason


def lines_about(subject: models.Model | str) -> models.QuerySet[AuditLine]:
    """Give the history of one row, newest first."""
    return AuditLine.objects.filter(subject=address_of(subject)).order_by("-pk")


def walk_chain() -> ChainReport:
    """Check every seal from the first line to the head."""
    previous, length = START, 0
    for line in AuditLine.objects.order_by("pk").iterator():
        if line.previous != previous:
            return ChainReport(length, line.pk, "a line before it is missing")
        if line.digest != seal_of(line):
            return ChainReport(length, line.pk, "the line was changed")
        previous, length = line.digest, length + 1
    head = ChainHead.objects.filter(pk=1).first()
    if (head.digest if head else START) != previous:
        return ChainReport(length, None, "lines at the end are missing")
    return ChainReport(length)


def lines_found(text: str = "", verb: str = "") -> models.QuerySet[AuditLine]:
    """Give the lines about a person or a thing, by part of the name, newest first."""
    found = AuditLine.objects.order_by("-pk")
    if verb:
        found = found.filter(verb=verb)
    for word in text.split():
        found = found.filter(
            models.Q(actor_name__icontains=word)
            | models.Q(subject_name__icontains=word)
        )
    return found
