"""The disk, the tables, the last backup and the last verification."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from opendti_site.audit.models import Verification
from opendti_site.operations.backup.schedule import odd_names
from opendti_site.operations.backup.storage import address_of, overlaps_data_folder
from opendti_site.operations.migration_state import migration_state
from opendti_site.operations.models import BackupRecord
from opendti_site.operations.storage import disk
from opendti_site.system.amounts import amount
from opendti_site.system.outcome_words import fault_of
from opendti_site.system.problems import Problem

LOW_SHARE = 0.15
"""Of the disk that is free: below it is low, unless much is left in bytes."""
ENOUGH = 100 * 1024**3
OLD, TOO_OLD = timedelta(days=2), timedelta(days=7)


def space() -> Iterator[Problem]:
    """Yield a disk that is full or low."""
    free, total = disk()
    about = {"free": amount(free), "percent": round(100 * free / total)}
    if free < settings.MIN_FREE_SPACE:
        yield Problem("disk_full", "bad", about, "o-dia")
    elif free < LOW_SHARE * total and free < ENOUGH:
        yield Problem("disk_low", "warn", about, "o-dia")


def tables() -> Iterator[Problem]:
    """Yield a database that is behind the program or ahead of it."""
    state = migration_state()
    for code, names in (
        ("migrations_missing", state.missing),
        ("migrations_unknown", state.unknown),
    ):
        if names:
            about = {"count": len(names), "first": names[0]}
            yield Problem(code, "bad", about, "phien-ban")


def backups() -> Iterator[Problem]:
    """Yield a backup that is missing, old or failed; a demo needs none."""
    last = BackupRecord.objects.first()
    if last and last.fault:
        yield Problem("backup_failed", "bad", {"fault": fault_of(last)}, "sao-luu")
    good = BackupRecord.objects.filter(fault="").first()
    if good is None:
        if not settings.DEMO:
            yield _never_backed_up()
        return
    age = timezone.now() - good.started_at
    if age > OLD:
        about = {"days": age.days, "target": good.target}
        yield Problem(
            "backup_old", "bad" if age > TOO_OLD else "warn", about, "sao-luu"
        )


def _never_backed_up() -> Problem:
    """Return that no backup is noted: with the setting the first one is only due."""
    if not settings.BACKUP_TO:
        return Problem("backup_never", "warn", anchor="sao-luu")
    return Problem("backup_due", "warn", {"target": settings.BACKUP_TO}, "sao-luu")


def names_of_backups() -> Iterator[Problem]:
    """Yield what lies among the daily backups and is neither one nor a noted backup."""
    if not settings.BACKUP_TO or overlaps_data_folder(settings.BACKUP_TO):
        return
    noted = set(BackupRecord.objects.values_list("target", flat=True))
    odd = [name for name in odd_names() if address_of(name) not in noted]
    if odd:
        about = {"count": len(odd), "first": odd[0], "target": address_of("")}
        yield Problem("backup_names_odd", "warn", about, "sao-luu")


def verifications() -> Iterator[Problem]:
    """Yield a verification that is missing, old or found something."""
    last = Verification.objects.first()
    if last is None:
        yield Problem("verification_never", "warn", anchor="niem-phong")
        return
    if last.found:
        yield Problem("verification_found", "bad", {"count": last.found}, "niem-phong")
    age = timezone.now() - last.finished_at
    if age > OLD:
        yield Problem("verification_old", "warn", {"days": age.days}, "niem-phong")
