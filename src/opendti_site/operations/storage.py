"""How much each kind of data takes, measured now and then: a walk through many files takes its time."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.operations.backup.leftovers import STAGED
from opendti_site.operations.backup.records import size_of
from opendti_site.operations.chores import Chore, Outcome, register
from opendti_site.operations.models import StorageRecord

RETENTION = timedelta(days=400)
DATABASE, OTHER = "database", "other"


def register_chore() -> None:
    """Measure every hour."""
    register(
        Chore(
            "storage",
            measure_and_keep,
            label=_("Đo dung lượng"),
            every=timedelta(hours=1),
        )
    )


def measure_and_keep() -> Outcome:
    """Measure, and keep the newest measure of each day."""
    now = timezone.now()
    StorageRecord.objects.update_or_create(
        day=timezone.localdate(now),
        defaults={"measured_at": now, "sizes": sizes()},
    )
    StorageRecord.objects.filter(day__lt=timezone.localdate(now - RETENTION)).delete()
    return Outcome()


def sizes() -> dict[str, int]:
    """Return bytes by kind: the database, each folder of the data folder, and what lies beside them."""
    found = {DATABASE: database_size(), OTHER: 0}
    # Counted by themselves, though SQLite's file lies in the data folder too.
    own = _database_files()
    for path in Path(settings.DATA_DIR).iterdir():
        if path.is_dir() and not path.name.startswith((".", STAGED)):
            found[path.name] = size_of(path)
        elif path.is_file() and path not in own:
            found[OTHER] += path.lstat().st_size
    return found


def database_size() -> int:
    """Return the bytes of the database, wherever it lies."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    return sum(path.stat().st_size for path in _database_files() if path.exists())


def _database_files() -> list[Path]:
    """Return SQLite's file and its journals."""
    if connection.vendor != "sqlite":
        return []
    name = str(connection.settings_dict["NAME"])
    return [Path(name + ending) for ending in ("", "-wal", "-shm")]


def disk() -> tuple[int, int]:
    """Return bytes free and bytes in all on the disk of the data folder."""
    usage = shutil.disk_usage(settings.DATA_DIR)
    return usage.free, usage.total
