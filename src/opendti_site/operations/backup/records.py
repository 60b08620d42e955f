"""What is known of each backup that was tried: when, where to, how large, how long, or why it failed."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

from django.db import DatabaseError, connection
from django.utils import timezone

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.models import BackupRecord

logger = logging.getLogger(__name__)
MAX_RECORDS = 400
"""Records: a year of nights and some more."""


@contextmanager
def noted(target: str) -> Iterator[BackupRecord]:
    """Note a backup, whatever comes of it; the block sets `size`, and what else it learns."""
    record = BackupRecord(started_at=timezone.now(), target=target)
    began = monotonic()
    try:
        yield record
    except BackupError as error:
        record.fault, record.code = str(error), error.code
        record.params = error.params
        raise
    finally:
        record.seconds = monotonic() - began
        if record.fault or record.size:  # an interruption is neither
            _keep(record)


def size_of(path: Path) -> int:
    """Return the bytes of a file, or of all files of a folder."""
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.lstat().st_size for file in files if file.is_file())


def _keep(record: BackupRecord) -> None:
    """Write the record; a backup is none the worse for a database that takes nothing now."""
    try:
        record.save()
        old = BackupRecord.objects.values_list("pk", flat=True)[MAX_RECORDS:]
        BackupRecord.objects.filter(pk__in=list(old)).delete()
    except DatabaseError as error:
        logger.warning("the backup is not noted: %s", error)
        connection.close()
