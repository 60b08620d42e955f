"""Sealing what a data migration wrote.

A migration writes past the actions, so the rows that it changes no longer hold their seals. It
names them here, and once all migrations have run one line seals them again and says so:

    def fill(apps, schema_editor):
        rows = apps.get_model("organisations", "Unit").objects.filter(short_name="")
        keys = list(rows.values_list("pk", flat=True))
        rows.update(short_name="-")
        reseal("organisations.Unit", keys, reason="0009_short_names")

Not at once: a seal covers the columns of today, and those of later migrations are not there yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from opendti_site.audit.actions import record
from opendti_site.audit.existing import has_seals
from opendti_site.audit.registry import sealed_model
from opendti_site.audit.rows import Reference
from opendti_site.audit.succession import MIGRATE

_WAITING: dict[str, dict[str, list[Any]]] = {}


def reseal(label: str, keys: Iterable[Any], *, reason: str) -> None:
    """Have rows of a table (`organisations.Unit`) sealed as this migration leaves them.

    `reason` is the name of the migration. Where the process ends before all migrations have run,
    the rows stay findings, and `accept_changed_rows` is the way out.
    """
    tables = _WAITING.setdefault(reason, {})
    tables.setdefault(label, []).extend(keys)


@transaction.atomic
def seal_migrated(*, apps: Any = None, **_signal: Any) -> None:
    """Seal what the migrations named, by one line for each of them."""
    if not has_seals(apps):
        return
    waiting = dict(_WAITING)
    _WAITING.clear()
    for reason, tables in waiting.items():
        counts = {label: len(keys) for label, keys in tables.items() if keys}
        if counts:
            rows = [
                Reference(sealed_model(label).model, key)
                for label, keys in tables.items()
                for key in keys
            ]
            seals: dict[str, Any] = {"seals": rows, "tables": counts}
            record(MIGRATE, "audit.AuditLine", by=None, reason=reason, **seals)
