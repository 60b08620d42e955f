"""Bring the database up to the program: a backup, the migrations and the verification, or nothing at all."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError
from django.utils import timezone

from opendti_site.audit.verification import verify_and_keep
from opendti_site.operations.backup import BackupError, back_up
from opendti_site.operations.backup.records import size_of
from opendti_site.operations.backup.schedule import back_up_on_schedule
from opendti_site.operations.backup.storage import address_of
from opendti_site.operations.migration_state import migration_state, unknown_in_words
from opendti_site.operations.models import BackupRecord
from opendti_site.operations.one_transaction import single_transaction
from opendti_site.operations.queries import has_live_worker
from opendti_site.operations.upgrade_lock import UpgradeRunningError, upgrade_lock

Say = Callable[[str], None]
SHOWN = 5


class UpgradeError(Exception):
    """The database was not upgraded and is as it was; the message says why."""


@dataclass(frozen=True, slots=True)
class UpgradeOptions:
    """backup: a file for the backup, instead of the target of daily ones; without_backup: the office has its own.

    despite_findings: keep what was migrated though the verification names something; quick: verify
    lines and rows alone.
    """

    backup: Path | None = None
    without_backup: bool = False
    despite_findings: bool = False
    quick: bool = False


def upgrade(choices: UpgradeOptions, say: Say) -> None:
    """Do every step and say what was done; raise UpgradeError where the database stays as it was.

    One process at a time, and while it runs nobody else works on the tables.
    """
    try:
        with upgrade_lock():
            _upgrade(choices, say)
    except UpgradeRunningError as running:
        raise UpgradeError(str(running)) from None


def _upgrade(choices: UpgradeOptions, say: Say) -> None:
    state = migration_state()
    _refuse(unknown_in_words(state))
    if not state.missing:
        say("the database is up to date: nothing to do")
        return
    _refuse("a worker is running: stop the site first" if _has_worker() else "")
    is_empty = state.applied == 0
    record = None if is_empty or choices.without_backup else _backed_up(choices, say)
    kept = f"; the backup is {record.target}" if record else ""
    try:
        with single_transaction():
            call_command("migrate", interactive=False, verbosity=0)
            say(f"migrated: {len(state.missing)} steps")
            _verify(choices, say)
    except Exception as error:
        message = f"nothing was changed{kept}: {error}"
        raise UpgradeError(message) from error
    if record:  # in tables that may not have been there before
        record.save()
    say("the database is up to date; start the site")


def _refuse(reason: str) -> None:
    if reason:
        raise UpgradeError(reason)


def _has_worker() -> bool:
    """Return whether a worker runs; a database from before there were any has none."""
    try:
        return has_live_worker()
    except DatabaseError:
        return False


def _backed_up(choices: UpgradeOptions, say: Say) -> BackupRecord:
    """Write a backup of what is there; return what is to be noted of it."""
    began = time.monotonic()
    record = BackupRecord(started_at=timezone.now())
    try:
        if choices.backup:
            back_up(choices.backup)
            record.target = str(choices.backup.resolve())
            record.size = size_of(choices.backup)
        else:
            _refuse(
                ""
                if settings.BACKUP_TO
                else "say where the backup goes (--backup FILE, or OPENDTI_BACKUP_TO), or --no-backup"
            )
            written = back_up_on_schedule()
            record.target = address_of(written.name)
            record.size, record.sha256 = written.size, written.sha256
    except BackupError as error:
        message = f"no backup, no upgrade: {error}"
        raise UpgradeError(message) from error
    record.seconds = time.monotonic() - began
    say(f"backed up: {record.target}, {record.size} bytes")
    return record


def _verify(choices: UpgradeOptions, say: Say) -> None:
    """Verify what was migrated; raise UpgradeError where something differs and nobody asked to go on."""
    report = verify_and_keep(deep=not choices.quick)
    found = "\n".join(str(finding) for finding in report.findings[:SHOWN])
    if not report.findings:
        say(f"verified: {report.lines} lines, {report.rows} rows")
    elif choices.despite_findings:
        say(f"kept, though {len(report.findings)} things differ:\n{found}")
    else:
        message = f"{len(report.findings)} things differ after the migration (--despite-findings keeps it):\n{found}"
        raise UpgradeError(message)
