"""Editions that were published before editions had a digest of their content.

Their manifests are published and stay as they are. So the digest is kept by a line of the chain,
which seals the content as it was found: a change before that line cannot be found.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import transaction

from opendti_site.audit.actions import address_of, record
from opendti_site.audit.existing import has_seals, seal_at_upgrade
from opendti_site.audit.models import AuditLine
from opendti_site.publication.content import content_digest
from opendti_site.publication.models import Edition, EditionScore, EditionUnit

SEAL = "seal_edition"


def kept_digest(edition: Edition) -> str | None:
    """Return the digest of an edition's content as it was published, or as it was found later."""
    if "content_digest" in edition.manifest:
        return str(edition.manifest["content_digest"])
    lines = AuditLine.objects.filter(subject=address_of(edition), verb=SEAL)
    detail = lines.order_by("pk").values_list("detail", flat=True).first()
    return str(detail["content"]) if detail else None


def content_fault(edition: Edition) -> str:
    """Return the code of what is wrong with an edition's content, "" for nothing."""
    try:
        kept = kept_digest(edition)
        is_as_kept = kept is None or kept == content_digest(edition.pk)
    except Exception:  # noqa: BLE001 -- content that SQL made unreadable is other than what was published
        return "edition_content"
    if kept is None:
        return "edition_undigested"
    return "" if is_as_kept else "edition_content"


@transaction.atomic
def seal_older_editions(*, apps: Any = None, **_signal: Any) -> None:
    """Seal the content of editions of before as it is, after the migrations; once for each."""
    if not (has_seals(apps) and _has_todays_columns(apps)):
        return
    seal_at_upgrade(apps=apps)  # first: it seals only where no line has a key yet
    for edition in _older():
        record(
            SEAL,
            edition,
            by=None,
            name=edition.title,
            reason="upgrade",
            content=content_digest(edition.pk),
        )


def _older() -> Iterator[Edition]:
    """Yield the editions without a digest that were published by a line without one."""
    for edition in Edition.objects.exclude(manifest__has_key="content_digest"):
        lines = AuditLine.objects.filter(subject=address_of(edition))
        details = list(lines.values_list("detail", flat=True))
        if not any("content" in detail for detail in details):
            yield edition


def _has_todays_columns(apps: Any) -> bool:
    """Whether the tables are those of today, not of a step on the way back."""
    for model in (Edition, EditionUnit, EditionScore):
        try:
            then = apps.get_model(model._meta.label)  # noqa: SLF001 -- Django's documented name
        except LookupError:
            return False
        names = [
            {field.column for field in source._meta.concrete_fields}  # noqa: SLF001 -- as above
            for source in (model, then)
        ]
        if names[0] != names[1]:
            return False
    return True
