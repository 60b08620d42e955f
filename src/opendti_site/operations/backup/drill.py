"""Restore a backup into a scratch folder and database, and verify what came back."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection

from opendti_site.operations.backup.encryption import SUFFIX
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.leftovers import sweep, work_folder
from opendti_site.operations.backup.recorded import fetch_known, newest_known
from opendti_site.operations.backup.scratch import scratch_database


@dataclass(frozen=True, slots=True)
class DrillResult:
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


def drill_newest() -> DrillResult | None:
    """Restore the newest daily backup that this site wrote; None before the first one.

    What lies in the storage is opened only if it is what was written. Raises BackupError.
    """
    known = newest_known()
    if known is None:
        return None
    with work_folder(Path(settings.FILE_UPLOAD_TEMP_DIR)) as folder:
        return drill(fetch_known(known, folder))


def drill(source: Path, identity: Path | None = None) -> DrillResult:
    """Restore a backup by the commands that an administrator would use, and verify it.

    Nothing of the site is touched: files go into a folder that is removed afterwards,
    PostgreSQL's tables into `settings.DRILL_DATABASE_URL`, an empty database that is emptied
    again, after a drill that was killed by the next one. Raises BackupError.
    """
    missing = "" if identity else missing_for_drill(source.name)
    if missing:
        message = f"{source.name} cannot be restored here: {missing} is not set"
        raise BackupError(message, "drill_without_setting", setting=missing)
    began, home = time.monotonic(), Path(settings.FILE_UPLOAD_TEMP_DIR)
    sweep(home)
    with scratch_database() as locks, work_folder(home) as folder:
        site = _ScratchSite(_surroundings(folder), locks)
        site.run("restore", str(source), *_identity_option(source, identity))
        site.run("migrate", "--no-input", "--verbosity=0")
        verified = site.run("verify_audit")
    return DrillResult(source.name, round(time.monotonic() - began), verified)


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


@dataclass(frozen=True, slots=True)
class _ScratchSite:
    """The site in scratch; its commands hold the locks too: one may outlive a drill that was killed."""

    surroundings: dict[str, str]
    locks: tuple[int, ...]

    def run(self, *words: str) -> str:
        """Run a command of the site there; return its last line, or raise BackupError with it."""
        done = subprocess.run(  # noqa: S603 -- our own commands
            [sys.executable, "-m", "opendti", "site", *words],
            env=self.surroundings,
            pass_fds=self.locks,
            capture_output=True,
            text=True,
            check=False,
        )
        lines = (done.stdout + done.stderr).strip().splitlines() or [""]
        if done.returncode:
            message, last = f"{words[0]}: {lines[-1]}", lines[-1][:300]
            raise BackupError(message, "drill_failed", step=words[0], error=last)
        return lines[-1]
