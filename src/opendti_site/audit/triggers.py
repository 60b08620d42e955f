"""Whether the database acts by itself: a trigger would change a row within the act that seals it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from opendti_site.audit.findings import Finding

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

QUERIES = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    " UNION ALL SELECT name, tbl_name FROM sqlite_temp_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
    " WHERE NOT tgisinternal"
    " UNION ALL SELECT rulename, ev_class::regclass::text FROM pg_rewrite"
    " WHERE ev_type <> '1'"
    " AND ev_class NOT IN (SELECT oid FROM pg_class"
    " WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace))",
}
"""Triggers, and PostgreSQL's rules for writes, of which the site itself makes none."""


def check_triggers(tick: Callable[[], None]) -> Iterator[Finding]:
    """Name every trigger of the database, with its table."""
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        found = sorted(cursor.fetchall())
    for name, table in found:
        yield Finding("trigger_found", "trigger", name, table, {"table": table})
    tick()
