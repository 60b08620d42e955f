"""Whether the database acts by itself: a trigger would change a row within the act that seals it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import connection

from opendti_site.audit.findings import Finding

QUERIES = {
    "sqlite": "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    " UNION ALL SELECT name, tbl_name FROM sqlite_temp_master WHERE type = 'trigger'"
    ' UNION ALL SELECT key."from", own.name'
    " FROM sqlite_master AS own, pragma_foreign_key_list(own.name) AS key"
    " WHERE own.type = 'table'"
    " AND (key.on_update <> 'NO ACTION' OR key.on_delete <> 'NO ACTION')",
    "postgresql": "SELECT tgname, tgrelid::regclass::text FROM pg_trigger"
    " WHERE NOT tgisinternal"
    " UNION ALL SELECT rulename, ev_class::regclass::text FROM pg_rewrite"
    " WHERE ev_type <> '1'"
    " AND ev_class NOT IN (SELECT oid FROM pg_class"
    " WHERE relnamespace IN ('pg_catalog'::regnamespace, 'information_schema'::regnamespace))"
    " UNION ALL SELECT conname, conrelid::regclass::text FROM pg_constraint"
    " WHERE contype = 'f' AND (confupdtype <> 'a' OR confdeltype <> 'a')",
}
"""Triggers, PostgreSQL's rules for writes, and foreign keys that pass a change on: the site makes none."""
DISGUISES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'view'",
    "postgresql": "SELECT relname FROM pg_class WHERE pg_table_is_visible(oid)"
    " AND (relkind IN ('v', 'm', 'f') OR relrowsecurity)",
}
"""Views, foreign tables, and tables with policies that hide rows."""


def check_triggers(tick: Callable[[], None]) -> Iterator[Finding]:
    """Name every trigger of the database, with its table, and every table that is none.

    A view, or a policy for rows, may show a verification other rows than a page.
    """
    with connection.cursor() as cursor:
        cursor.execute(QUERIES[connection.vendor])
        found = sorted(cursor.fetchall())
        cursor.execute(DISGUISES[connection.vendor])
        disguised = {name for (name,) in cursor.fetchall()}
    for name, table in found:
        yield Finding("trigger_found", "trigger", name, table, {"table": table})
    for table in sorted(disguised & set(connection.introspection.django_table_names())):
        yield Finding("table_disguised", "trigger", table, table, {"table": table})
    tick()
