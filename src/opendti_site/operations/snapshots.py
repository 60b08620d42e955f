"""Reading many rows as they are at one moment, while others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_moment() -> Iterator[None]:
    """Run the block in one read-only snapshot of the database, which locks nothing.

    Inside a transaction it changes nothing: there, on PostgreSQL, each statement sees its own moment.
    """
    if connection.in_atomic_block:
        yield
    elif connection.vendor == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    else:
        with _deferred_transaction():
            yield


@contextmanager
def _deferred_transaction() -> Iterator[None]:
    """Begin a transaction that takes no lock for writing, as Django's own does on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            # Nothing was written, so nothing is to be committed.
            cursor.execute("ROLLBACK")
