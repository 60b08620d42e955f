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
from opendti_site.operations.backup.storage import Storage, storage_at
from opendti_site.operations.backup.write import write_backup

NAME = re.compile(r"opendti-(\d{8}T\d{6}Z)\.tar\.gz(\.age)?")
STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class ScheduledBackup:
    """What was written, how large it is in bytes, and which older ones were removed."""

    name: str
    size: int
    removed: tuple[str, ...]


def back_up_on_schedule() -> ScheduledBackup:
    """Write today's backup to `settings.BACKUP_TO`, then remove what the rule keeps no longer.

    Raises BackupError; nothing is removed then.
    """
    storage = storage_at(settings.BACKUP_TO)
    suffix = SUFFIX if recipients() else ""
    name = f"opendti-{timezone.now().astimezone(UTC):{STAMP}}.tar.gz{suffix}"
    sizes: list[int] = []

    def write(path: Path) -> None:
        write_backup(path)
        sizes.append(path.stat().st_size)

    storage.put(name, write)
    # Old ones go only after the new one is whole.
    return ScheduledBackup(name, sum(sizes), _remove_old(storage))


def newest_backup(storage: Storage) -> str | None:
    """Return the name of the last scheduled backup; None before the first."""
    return max((n for n in storage.names() if NAME.fullmatch(n)), default=None)


def _remove_old(storage: Storage) -> tuple[str, ...]:
    """Remove backups of ours that the rule keeps no longer; leave everything else alone."""
    moments = {
        name: datetime.strptime(match[1], STAMP).replace(tzinfo=UTC)
        for name in storage.names()
        # By our own pattern: the folder may hold backups that somebody named and wants to keep.
        if (match := NAME.fullmatch(name))
    }
    kept = kept_moments(settings.BACKUP_KEEP, moments.values())
    old = sorted(name for name, moment in moments.items() if moment not in kept)
    for name in old:
        storage.remove(name)
    return tuple(old)
