"""Whether the tables are those of this program: neither behind it nor ahead of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

Key = tuple[str, str]
SHOWN = 3


@dataclass(frozen=True, slots=True)
class MigrationState:
    """Migrations as `app.name`: `missing` are to be applied, `unknown` are a newer program's."""

    applied: int
    missing: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def is_current(self) -> bool:
        """Whether database and program fit each other."""
        return not self.missing and not self.unknown


def migration_state() -> MigrationState:
    """Compare the migrations that the database has had with those of the program; two queries."""
    applied = set(MigrationRecorder(connection).applied_migrations())
    replaced = _migrations_on_disk()
    missing = {
        key
        for key, older in replaced.items()
        if key not in applied and not (older and older <= applied)
    }
    unknown = (
        applied - replaced.keys() - {key for old in replaced.values() for key in old}
    )
    return MigrationState(len(applied), _names(missing), _names(unknown))


def known_migrations() -> set[str]:
    """Return the migrations of this program as `app.name`, with those that others replaced."""
    return {
        ".".join(key)
        for newer, older in _migrations_on_disk().items()
        for key in (newer, *older)
    }


@lru_cache(maxsize=1)
def _migrations_on_disk() -> dict[Key, frozenset[Key]]:
    """Map each migration of the program to those that it replaces; the files do not change."""
    found = MigrationLoader(None).disk_migrations
    return {key: frozenset(migration.replaces) for key, migration in found.items()}


def _names(keys: set[Key]) -> tuple[str, ...]:
    return tuple(sorted(".".join(key) for key in keys))


def unknown_in_words(state: MigrationState) -> str:
    """Return a message that a newer program has changed the tables; empty where none has."""
    if not state.unknown:
        return ""
    return (
        f"the database is ahead of this program, which does not know {_shown(state.unknown)}; "
        "install the version that has upgraded it, or restore a backup"
    )


def mismatch_in_words(state: MigrationState) -> str:
    """Return why this program must not work on the database; empty where their migrations agree."""
    if state.is_current or state.unknown:
        return unknown_in_words(state)
    return f"the database is not up to date: {_shown(state.missing)} to be applied; run: opendti site upgrade"


def _shown(names: tuple[str, ...]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
