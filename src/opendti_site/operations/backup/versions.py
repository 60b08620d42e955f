"""Whether this program knows the database of a backup: by its migrations, or else by the version."""

from __future__ import annotations

from importlib.metadata import version

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils.version import get_version_tuple

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.manifest import Manifest
from opendti_site.operations.migration_state import known_migrations

SHOWN = 3


def applied_migrations() -> list[str]:
    """Return the migrations that the database has had, as `app.name`."""
    return sorted(map(".".join, MigrationRecorder(connection).applied_migrations()))


def refuse_newer(listed: Manifest) -> None:
    """Refuse a backup whose tables this program cannot know; raise BackupError."""
    here = version("opendti")
    between = f"the backup was written by OpenDTI {listed.program}, and this is {here}"
    unknown = sorted(set(listed.migrations) - known_migrations())
    if unknown:
        more = f" and {len(unknown) - SHOWN} more" if len(unknown) > SHOWN else ""
        message = f"{between}, which does not know {', '.join(unknown[:SHOWN])}{more}; install that version first"
        raise BackupError(message)
    if not listed.migrations and _order(listed.program) > _order(here):
        message = f"{between}, which is older; install that version first"
        raise BackupError(message)


def _order(written: str) -> tuple[int, ...]:
    """Return a version's numbers; none, the oldest, where it is not written as one."""
    try:
        return tuple(get_version_tuple(written))
    except ValueError:
        return ()
