"""Sealing rows that no line names yet: a database from before there were seals, or new tables."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction

from opendti_site.audit.actions import record
from opendti_site.audit.chain import ChainWalk, locked_head
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import sealed_models
from opendti_site.audit.rows import Reference
from opendti_site.audit.succession import EXISTING


@transaction.atomic
def seal_existing(*, by: AbstractBaseUser | None, reason: str) -> dict[str, int]:
    """Seal every row that has no seal, by one line that says how many of which table.

    Rows whose seal does not hold are left as they are: they stay findings.
    """
    locked_head()
    walk = ChainWalk()
    walk.read_further()
    unsealed: dict[str, list[Reference]] = {}
    for sealed in sealed_models():
        known = walk.latest.get(sealed.label, {})
        keys = sealed.model._base_manager.values_list("pk", flat=True)  # noqa: SLF001 -- no manager hides rows from it
        fresh = [Reference(sealed.model, pk) for pk in keys if str(pk) not in known]
        if fresh:
            unsealed[sealed.label] = fresh
    counts = {label: len(rows) for label, rows in unsealed.items()}
    if counts:
        seals = [row for rows in unsealed.values() for row in rows]
        record(
            EXISTING,
            "audit.AuditLine",
            by=by,
            seals=seals,
            reason=reason,
            tables=counts,
        )
    return counts


def seal_at_upgrade(*, apps: Any = None, **_signal: Any) -> None:
    """Seal what an older version left, once: later rows without a seal are a finding."""
    lines = AuditLine.objects.all()
    if has_seals(apps) and lines.exists() and not lines.exclude(key="").exists():
        seal_existing(by=None, reason="upgrade")


def has_seals(apps: Any) -> bool:
    """Whether the tables are those of a version that seals: not so on the way back below it."""
    migrated = apps.get_model("audit", "AuditLine")._meta.get_fields() if apps else []  # noqa: SLF001 -- Django's documented name
    return any(field.name == "seals" for field in migrated)
