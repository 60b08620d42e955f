"""The daily backup and the weekly drill as chores: what housekeeping does when they are due."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from opendti_site.operations.backup.drill import drill_newest, missing_for_drill
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.leftovers import sweep_noted
from opendti_site.operations.backup.records import noted
from opendti_site.operations.backup.schedule import back_up_on_schedule, newest_backup
from opendti_site.operations.backup.storage import storage_at
from opendti_site.operations.chores import Chore, Outcome, register

DAILY_BACKUP = "backup"
RESTORE_DRILL = "restore drill"
DAY = timedelta(days=1)


def register_all() -> None:
    """Register the chores; the first two do nothing until the settings say where backups go."""
    register(Chore(DAILY_BACKUP, _back_up, every=DAY))
    register(Chore(RESTORE_DRILL, _drill, every=7 * DAY))
    register(Chore("killed backups", _clear_killed, every=DAY))


def _back_up() -> Outcome:
    if not settings.BACKUP_TO:
        return Outcome()
    try:
        with noted(settings.BACKUP_TO) as record:
            written = back_up_on_schedule()
            record.size = written.size
            record.target = f"{settings.BACKUP_TO.partition('?')[0]}/{written.name}"
    except BackupError as error:
        return Outcome(faults=(str(error),))
    removed = f"; removed {', '.join(written.removed)}" if written.removed else ""
    return Outcome(f"{written.name}, {written.size} bytes{removed}")


def _drill() -> Outcome:
    if not settings.BACKUP_TO:
        return Outcome()
    try:
        name = newest_backup(storage_at(settings.BACKUP_TO)) or ""
        missing = missing_for_drill(name)
        if missing:
            return Outcome(f"not tried: {missing} is not set")
        drilled = drill_newest()
    except BackupError as error:
        return Outcome(faults=(str(error),))
    if drilled is None:
        return Outcome("not tried: there is no backup yet")
    return Outcome(
        f"{drilled.name} restored in {drilled.seconds} s; {drilled.verified}"
    )


def _clear_killed() -> Outcome:
    """Remove what a killed backup left where backups go."""
    count = sweep_noted()
    return Outcome(f"{count} removed" if count else "")
