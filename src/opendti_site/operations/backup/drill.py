"""Restore a backup into a scratch folder and database, and verify what came back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
from django.conf import settings
from django.db import connection
from psycopg import sql

from opendti_site.operations.backup.encryption import SUFFIX
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.schedule import newest_backup
from opendti_site.operations.backup.storage import storage_at


@dataclass(frozen=True, slots=True)
class Drill:
    """Which backup came back, in how many seconds, and what its verification said."""

    name: str
    seconds: int
    verified: str


def missing_for_drill(name: str) -> str:
    """Name the setting without which this machine cannot restore a backup; empty if none."""
    if connection.vendor == "postgresql" and not settings.DRILL_DATABASE_URL:
        return "OPENDTI_DRILL_DATABASE_URL"
    if name.endswith(SUFFIX) and not settings.BACKUP_IDENTITY:
        return "OPENDTI_BACKUP_IDENTITY"
    return ""


def drill_newest() -> Drill | None:
    """Restore the newest scheduled backup; None before the first one. Raises BackupError."""
    storage = storage_at(settings.BACKUP_TO)
    name = newest_backup(storage)
    if name is None:
        return None
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        return drill(storage.fetch(name, Path(folder)))


def drill(source: Path, identity: Path | None = None) -> Drill:
    """Restore a backup by the commands that an administrator would use, and verify it.

    Nothing of the site is touched: files go into a folder that is removed afterwards,
    PostgreSQL's tables into `settings.DRILL_DATABASE_URL`, an empty database that is emptied
    again. Raises BackupError.
    """
    missing = "" if identity else missing_for_drill(source.name)
    if missing:
        message = f"{source.name} cannot be restored here: {missing} is not set"
        raise BackupError(message)
    began = time.monotonic()
    with TemporaryDirectory(dir=settings.FILE_UPLOAD_TEMP_DIR) as folder:
        surroundings = _surroundings(Path(folder))
        _run(surroundings, "restore", str(source), *_identity_option(source, identity))
        try:
            _run(surroundings, "migrate", "--no-input", "--verbosity=0")
            verified = _run(surroundings, "verify_audit")
        finally:
            _empty_database()
    return Drill(source.name, round(time.monotonic() - began), verified)


def _identity_option(source: Path, identity: Path | None) -> tuple[str, ...]:
    if source.suffix != SUFFIX:
        return ()
    return ("--identity", str(identity or settings.BACKUP_IDENTITY))


def _surroundings(folder: Path) -> dict[str, str]:
    """Return the environment of a site in the folder, with our keys and anchors of its own."""
    own_database = {"OPENDTI_DATABASE_URL": f"sqlite:///{folder}/opendti.sqlite3"}
    if settings.DRILL_DATABASE_URL:
        own_database = {"OPENDTI_DATABASE_URL": settings.DRILL_DATABASE_URL}
    return {
        **os.environ,
        **own_database,
        "OPENDTI_DATA_DIR": str(folder / "data"),
        "OPENDTI_SECRET_KEY": settings.SECRET_KEY,
        "OPENDTI_AUDIT_KEY_FILE": str(settings.AUDIT_KEY_FILE),
        "OPENDTI_AUDIT_ANCHOR": str(folder / "data" / "audit_anchor"),
    }


def _run(surroundings: dict[str, str], *words: str) -> str:
    """Run a command of the site there; return its last line, or raise BackupError with it."""
    done = subprocess.run(  # noqa: S603 -- our own commands
        [sys.executable, "-m", "opendti", "site", *words],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = (done.stdout + done.stderr).strip().splitlines() or [""]
    if done.returncode:
        message = f"{words[0]}: {lines[-1]}"
        raise BackupError(message)
    return lines[-1]


def _empty_database() -> None:
    """Leave the scratch database as it was found: without a table."""
    if not settings.DRILL_DATABASE_URL:
        return
    with psycopg.connect(settings.DRILL_DATABASE_URL) as scratch:
        tables = scratch.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
        ).fetchall()
        for (table,) in tables:
            scratch.execute(
                sql.SQL("DROP TABLE {} CASCADE").format(sql.Identifier(table))
            )
