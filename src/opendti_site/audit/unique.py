"""Writing a row whose name may have been taken a moment ago."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, models, transaction

from opendti_site.audit.errors import ActionRefusedError


def save_unique(
    row: models.Model, field: str, words: str, fields: Iterable[str] | None = None
) -> None:
    """Save a row (some fields of it, or all); refuse in words where another one has taken the value of a unique field.

    A check before the save cannot see what another transaction is about to commit; the
    database's own constraint does, and its error becomes a refusal here.
    """
    try:
        with transaction.atomic():
            row.save(update_fields=fields)
    except IntegrityError:
        # A constraint may hold for every case of a name.
        taken = {f"{field}__iexact": getattr(row, field)}
        others = type(row)._default_manager.filter(**taken)  # noqa: SLF001 -- Django's documented name
        if not others.exclude(pk=row.pk).exists():
            raise
        raise ActionRefusedError(words) from None
