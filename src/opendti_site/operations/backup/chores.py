"""The daily backup and the weekly drill as chores: what housekeeping does when they are due."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti_site.operations.backup.drill import drill_newest, missing_for_drill
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.leftovers import sweep_noted
from opendti_site.operations.backup.recorded import newest_known
from opendti_site.operations.backup.records import noted
from opendti_site.operations.backup.schedule import back_up_on_schedule, remove_old
from opendti_site.operations.backup.scratch import clear_interrupted_drill
from opendti_site.operations.backup.storage import address_of
from opendti_site.operations.chores import Chore, Outcome, counted, register

DAILY_BACKUP = "backup"
RESTORE_DRILL = "restore drill"
NO_SETTING, NO_BACKUP = "drill_without_setting", "drill_without_backup"
"""Why a drill was not tried."""
NO_TARGET = "backup_without_target"
"""Why nothing is backed up, and no drill is due."""
DAY = timedelta(days=1)
DRILL_EVERY = timedelta(days=7)


def register_all() -> None:
    """Register the chores; the first two do nothing until the settings say where backups go."""
    register(Chore(DAILY_BACKUP, _back_up, label=_("Sao lưu hằng ngày"), every=DAY))
    register(
        Chore(RESTORE_DRILL, _drill, label=_("Diễn tập khôi phục"), every=DRILL_EVERY)
    )
    register(
        Chore(
            "killed backups",
            _clear_killed,
            label=_("Dọn bản sao lưu dở dang"),
            every=DAY,
        )
    )


def _back_up() -> Outcome:
    if not settings.BACKUP_TO:
        return Outcome(code=NO_TARGET)
    try:
        with noted(settings.BACKUP_TO) as record:
            written = back_up_on_schedule()
            record.size, record.sha256 = written.size, written.sha256
            record.target = address_of(written.name)
    except BackupError as error:
        return _failed(error)
    done = f"{written.name}, {written.size} bytes"
    try:
        # Old ones go only after the new one is whole and noted.
        removed = remove_old(written.name)
    except (BackupError, OSError) as error:
        about = {"error": str(error)[:300]}
        fault = f"old backups stay: {error}"
        return Outcome(done, (fault,), code="old_backups_stay", params=about)
    return Outcome(
        f"{done}; removed {', '.join(removed)}" if removed else done,
        code="backup_done",
        params={"name": written.name, "removed": len(removed)},
    )


def _drill() -> Outcome:
    if not settings.BACKUP_TO:
        return Outcome(code=NO_TARGET)
    try:
        known = newest_known()
        missing = missing_for_drill(known.name if known else "")
        if missing:
            return Outcome(
                f"not tried: {missing} is not set",
                code=NO_SETTING,
                params={"setting": missing},
            )
        drilled = drill_newest()
    except BackupError as error:
        return _failed(error)
    if drilled is None:
        done = "not tried: no daily backup was noted with its hash yet"
        return Outcome(done, code=NO_BACKUP)
    return Outcome(
        f"{drilled.name} restored in {drilled.seconds} s; {drilled.verified}",
        code="drill_done",
        params={"name": drilled.name, "seconds": drilled.seconds},
    )


def _failed(error: BackupError) -> Outcome:
    return Outcome(faults=(str(error),), code=error.code, params=error.params)


def _clear_killed() -> Outcome:
    """Remove what a killed backup or drill left where they work."""
    count = sweep_noted()
    with suppress(
        BackupError
    ):  # a drill is at it, or will say that there is no database
        count += clear_interrupted_drill()
    return counted("removed", count, code="files_removed")
