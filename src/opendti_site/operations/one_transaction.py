"""All migrations in one transaction: a failure, or a killed process, leaves the tables as they were."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def single_transaction() -> Iterator[None]:
    """Run the block in one transaction that may change tables and rows.

    SQLite makes tables anew where they change, which it does only while it does not watch foreign
    keys, and that cannot be switched inside a transaction; Django compares the keys after each
    migration instead. Within a transaction that has begun, that one decides.
    """
    if connection.in_atomic_block:
        yield
        return
    is_switched = connection.vendor == "sqlite"
    is_switched = is_switched and connection.disable_constraint_checking()
    try:
        with transaction.atomic():
            yield
    finally:
        if is_switched:
            connection.enable_constraint_checking()
