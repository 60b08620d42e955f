"""The backup of every day: written, encrypted where recipients are named, old ones removed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from opendti_site.operations.backup.encryption import SUFFIX, recipients
from opendti_site.operations.backup.retention import kept_moments
from opendti_site.operations.backup.storage import storage_at
from opendti_site.operations.backup.write import write_backup

NAME = re.compile(r"opendti-(\d{8}T\d{6}Z)\.tar\.gz(\.age)?", re.ASCII)
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class ScheduledBackup:
    """What was written, how large it is in bytes, and its SHA-256."""

    name: str
    size: int
    sha256: str


def back_up_on_schedule() -> ScheduledBackup:
    """Write today's backup to `settings.BACKUP_TO`; raise BackupError where it cannot be written."""
    storage = storage_at(settings.BACKUP_TO)
    suffix = SUFFIX if recipients() else ""
    name = f"opendti-{timezone.now().astimezone(UTC):{STAMP}}.tar.gz{suffix}"
    written: list[ScheduledBackup] = []

    def write(path: Path) -> None:
        _listed, sha256 = write_backup(path)
        written.append(ScheduledBackup(name, path.stat().st_size, sha256))

    storage.put(name, write)
    return written[0]


def moment_of(name: str) -> datetime | None:
    """Return when a daily backup was begun, by its name; None where the name is not one of ours."""
    match = NAME.fullmatch(name)
    if match is None:
        return None
    try:
        return datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
    except ValueError:  # such as a thirteenth month
        return None


def remove_old(newest: str) -> tuple[str, ...]:
    """Remove daily backups that the rule keeps no longer; return their names.

    `newest`, which was written last, stays whatever lies beside it. Names that are not ours, or
    dated in the future, are neither removed nor counted. Raises BackupError.
    """
    storage, now = storage_at(settings.BACKUP_TO), timezone.now()
    found = {name: moment_of(name) for name in storage.names()}
    # By our own pattern: the folder may hold backups that somebody named and wants to keep.
    moments = {name: at for name, at in found.items() if at is not None and at <= now}
    kept = kept_moments(settings.BACKUP_KEEP, moments.values())
    old = sorted(name for name, moment in moments.items() if moment not in kept)
    removed = tuple(name for name in old if name != newest)
    for name in removed:
        storage.remove(name)
    return removed


def odd_names() -> list[str]:
    """List what lies where daily backups go and is none, by its name; raise BackupError."""
    now = timezone.now()
    found = ((name, moment_of(name)) for name in storage_at(settings.BACKUP_TO).names())
    return sorted(
        name
        for name, moment in found
        if not name.startswith(".") and (moment is None or moment > now)
    )
