"""What a drill asks of its scratch database; loaded where there is one, since psycopg is slow to load."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from django.conf import settings
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from opendti_site.operations.backup.errors import BackupError

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def tables() -> list[tuple[str]]:
    """Return the names of the tables."""
    with _connected() as scratch:
        return scratch.execute(TABLES).fetchall()


def drop_tables() -> None:
    """Remove every table."""
    with _connected() as scratch:
        for (table,) in scratch.execute(TABLES).fetchall():
            dropped = sql.SQL("DROP TABLE IF EXISTS {} CASCADE")
            scratch.execute(dropped.format(sql.Identifier(table)))


def name_of_database() -> str:
    """Return server and name of the database, without the password."""
    parts = conninfo_to_dict(settings.DRILL_DATABASE_URL)
    return json.dumps({k: v for k, v in parts.items() if k != "password"})


@contextmanager
def _connected() -> Iterator[psycopg.Connection]:
    try:
        with psycopg.connect(settings.DRILL_DATABASE_URL) as scratch:
            yield scratch
    except psycopg.Error as error:
        message = f"the database of OPENDTI_DRILL_DATABASE_URL: {error}"
        raise BackupError(
            message, "drill_database_unusable", error=str(error)
        ) from error
