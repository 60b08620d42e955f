"""Digests of rows, taken from what the database gives back."""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db import models

from opendti_site.audit.column_digests import write_column_digests
from opendti_site.audit.keys import Key, oldest_key
from opendti_site.audit.registry import SealedModel, sealed_model
from opendti_site.audit.seal import canonical, plain

_NEVER = object()
GONE = ""
"""The digest of a row that was deleted."""
# 128 bits: a keyed digest is not open to the search for collisions that halves its strength.
DIGEST_BYTES = 16
# SQLite allows 999 parameters in older versions.
KEYS_A_QUERY = 500

SEPARATOR = ":"
"""Stands between a row's digest and the digests of single columns."""

Seals = dict[str, dict[str, str]]
"""Label of the table → key of the row → digest, of most tables with digests of single columns behind `:`."""


@dataclass(frozen=True, slots=True)
class Reference:
    """A row by table and key: what is left of it once it is deleted."""

    model: type[models.Model]
    pk: Any


def reference(row: models.Model) -> Reference:
    """Name a row that is about to be deleted."""
    return Reference(row._meta.concrete_model or type(row), row.pk)  # noqa: SLF001 -- a lazy row has no type of its own


def seals_of(rows: Iterable[models.Model | Reference], key: Key) -> Seals:
    """Digest rows as they lie in the database now; one that is not there is sealed as gone.

    Reads each table once for every 500 rows. Raise LookupError for a table that is not sealed.
    """
    seals: Seals = {}
    for sealed, keys in _by_table(rows):
        # Gone unless found: a row that was deleted in this act is sealed as such.
        digests = dict.fromkeys(map(str, keys), GONE)
        for batch in _batches(keys):
            found = sealed.model._base_manager.filter(pk__in=batch)  # noqa: SLF001 -- no manager hides rows from it
            digests.update(digests_in(sealed, found, key))
        seals[sealed.label] = digests
    return seals


def digests_in(
    sealed: SealedModel, found: models.QuerySet[Any], key: Key
) -> Iterator[tuple[str, str]]:
    """Yield (key of the row, digest with those of its columns) for all rows of a queryset, in one query."""
    tags, secret = sealed.tagged_columns, oldest_key().secret
    for pk, text, kept in texts_in(sealed, found):
        column_digests = write_column_digests(secret, tags, [sealed.label, pk], kept)
        yield (
            pk,
            digest_of(text, key)
            + (SEPARATOR + column_digests if column_digests else ""),
        )


def texts_in(
    sealed: SealedModel, found: models.QuerySet[Any]
) -> Iterator[tuple[str, bytes, dict[str, Any]]]:
    """Yield (key of the row, its canonical text, its columns that differ from their default).

    Raise ValueError for a row that has no such text, as with NaN or half a surrogate pair.
    """
    columns = sealed.columns
    names = [column.attname for column in columns]
    defaults = [_default_of(column) for column in columns]
    rows = found.order_by().values_list("pk", *names).iterator(chunk_size=2000)
    for pk, *values in rows:
        # A column at its default is left out, so that a migration can add one without breaking seals.
        kept = {
            name: plain(value)
            for name, value, default in zip(names, values, defaults, strict=True)
            if value != default
        }
        yield str(pk), canonical([sealed.label, str(pk), kept]).encode(), kept


def digest_of(text: bytes, key: Key) -> str:
    """Return the keyed digest of a row's text, 32 hexadecimal digits."""
    return hmac.digest(key.secret, text, "sha256")[:DIGEST_BYTES].hex()


def _by_table(
    rows: Iterable[models.Model | Reference],
) -> Iterator[tuple[SealedModel, list[Any]]]:
    named = [row if isinstance(row, Reference) else reference(row) for row in rows]
    if any(row.pk is None for row in named):
        message = "a row without key cannot be sealed: name a deleted one beforehand"
        raise ValueError(message)
    named.sort(key=_label)
    for label, same in groupby(named, key=_label):
        yield sealed_model(label), sorted({row.pk for row in same})


def _label(row: Reference) -> str:
    return str(row.model._meta.label)  # noqa: SLF001 -- Django's documented name


def _batches(keys: list[Any]) -> Iterator[list[Any]]:
    for start in range(0, len(keys), KEYS_A_QUERY):
        yield keys[start : start + KEYS_A_QUERY]


def _default_of(column: models.Field[Any, Any]) -> Any:
    """Return the value that a column has where nobody gave it one."""
    if column.null:
        return None
    # A callable may give another value tomorrow (now, a token), so the column is always sealed.
    if callable(column.default) and column.default not in {list, dict}:
        return _NEVER
    return column.get_default() if not column.primary_key else _NEVER
