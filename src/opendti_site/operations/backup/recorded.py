"""The backups that this site itself has written: a storage may hold what others have put there."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from opendti_site.operations.backup.encryption import SUFFIX
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.schedule import moment_of
from opendti_site.operations.backup.storage import address_of, storage_at
from opendti_site.operations.models import BackupRecord


@dataclass(frozen=True, slots=True)
class RecordedBackup:
    """A daily backup as it was noted when it was written."""

    name: str
    size: int
    sha256: str


def newest_known() -> RecordedBackup | None:
    """Return the newest daily backup that was noted with its hash; None before the first.

    Names that are dated in the future are passed over: a clock was wrong when they were written.
    """
    here = address_of("")
    written = BackupRecord.objects.filter(fault="", target__startswith=here)
    noted = written.exclude(sha256="").values_list("target", "size", "sha256")
    for address, size, sha256 in noted:
        name = address.removeprefix(here)
        moment = moment_of(name)
        if moment is not None and moment <= timezone.now():
            return RecordedBackup(name, size, sha256)
    return None


def fetch_known(known: RecordedBackup, folder: Path) -> Path:
    """Copy a backup into a folder; raise BackupError unless it is, byte by byte, what this site wrote."""
    if settings.BACKUP_RECIPIENTS and not known.name.endswith(SUFFIX):
        message = f"{known.name} is not encrypted, and OPENDTI_BACKUP_RECIPIENTS is set: only the next backup can be restored in a drill"
        raise BackupError(message, "backup_not_encrypted", name=known.name)
    path = storage_at(settings.BACKUP_TO).fetch(known.name, folder, known.size)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if found != known.sha256:
        message = f"{known.name} is not what this site wrote: its SHA-256 is {found}, and {known.sha256} was noted"
        raise BackupError(message, "backup_not_ours", name=known.name)
    return path
