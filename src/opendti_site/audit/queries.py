"""Reads of the audit chain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from opendti_site.audit.actions import address_of
from opendti_site.audit.findings import Finding
from opendti_site.audit.models import AuditLine, Verification

if TYPE_CHECKING:
    from django.db.models import QuerySet

SHOWN = 20
"""Results of verifications that the page lists."""


def lines_about(subject: models.Model | str) -> QuerySet[AuditLine]:
    """Give the history of one row, newest first."""
    found = AuditLine.objects.defer("seals").filter(subject=address_of(subject))
    return found.order_by("-pk")


def lines_found(text: str = "", verb: str = "") -> QuerySet[AuditLine]:
    """Give the lines about a person or a thing, by part of the name, newest first."""
    found = AuditLine.objects.defer("seals").order_by("-pk")
    if verb:
        found = found.filter(verb=verb)
    for word in text.split():
        found = found.filter(
            models.Q(actor_name__icontains=word)
            | models.Q(subject_name__icontains=word)
        )
    return found


def last_results() -> list[Verification]:
    """Give the results of the last verifications, newest first, without their findings."""
    return list(Verification.objects.defer("findings")[:SHOWN])


def findings_of(result: Verification | None) -> list[Finding]:
    """Read the findings of a kept result."""
    return [Finding(**data) for data in result.findings] if result else []
