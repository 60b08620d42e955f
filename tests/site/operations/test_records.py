"""What is remembered of backups, of room and of chores."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.utils import timezone

from opendti_site.operations import chores
from opendti_site.operations.backup import chores as backup_chores
from opendti_site.operations.backup.records import noted
from opendti_site.operations.backup.schedule import ScheduledBackup
from opendti_site.operations.models import BackupRecord, ChoreRecord, StorageRecord
from opendti_site.operations.storage import database_size, measure_and_keep, sizes


@pytest.mark.django_db
def test_a_backup_is_noted_with_size_time_and_target(tmp_path: Path):
    with noted("/backup/one.tar") as record:
        record.size, record.files = 1234, 2
    kept = BackupRecord.objects.get()
    assert (kept.size, kept.files, kept.fault) == (1234, 2, "")
    assert kept.target == "/backup/one.tar"
    assert 0 <= kept.seconds < 60
    assert timezone.now() - kept.started_at < timedelta(minutes=1)


@pytest.mark.django_db
def test_a_backup_that_fails_is_noted_with_its_reason(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    with pytest.raises(CommandError, match="inside the data folder"):
        call_command("backup", str(tmp_path / "inside.tar"))
    kept = BackupRecord.objects.get()
    assert "inside the data folder" in kept.fault
    assert kept.size == 0


@pytest.mark.django_db
def test_the_daily_backup_is_noted_under_the_name_that_it_got(settings):
    settings.BACKUP_TO = "s3://bucket/opendti?endpoint=https://s3.example.gov.vn"
    written = ScheduledBackup("opendti-20261128T000000Z.tar.gz", 77, "ab" * 32)
    made = patch.object(backup_chores, "back_up_on_schedule", return_value=written)
    with made, patch.object(backup_chores, "remove_old", return_value=()):
        chores.run_chore(backup_chores.DAILY_BACKUP)
    kept = BackupRecord.objects.get()
    name = "s3://bucket/opendti/opendti-20261128T000000Z.tar.gz"
    assert (kept.target, kept.size, kept.sha256) == (name, 77, "ab" * 32)


@pytest.mark.django_db
def test_an_interrupted_backup_is_no_record():
    with pytest.raises(KeyboardInterrupt), noted("/backup/one.tar"):
        raise KeyboardInterrupt
    assert not BackupRecord.objects.exists()


@pytest.mark.django_db
def test_a_backup_is_none_the_worse_for_not_being_noted():
    lost = patch.object(BackupRecord, "save", side_effect=DatabaseError)
    closed = patch("opendti_site.operations.backup.records.connection.close")
    with lost, closed as close, noted("/backup/one.tar") as record:
        record.size = 1
    close.assert_called_once_with()


@pytest.mark.django_db
def test_room_is_measured_by_kind(tmp_path: Path, settings):
    settings.DATA_DIR = tmp_path
    for name, size in (("files/a/b", 1000), ("made/c", 50), ("audit_key", 7)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"x" * size)
    found = sizes()
    assert found.pop("database") >= 0
    assert found == {"files": 1000, "made": 50, "other": 7}


def test_a_database_of_files_is_as_large_as_they_are(tmp_path: Path):
    name = tmp_path / "opendti.sqlite3"
    for ending, size in (("", 100), ("-wal", 20), ("-shm", 3), (".other", 1000)):
        Path(f"{name}{ending}").write_bytes(b"x" * size)
    with patch("opendti_site.operations.storage.connection") as used:
        used.vendor, used.settings_dict = "sqlite", {"NAME": name}
        assert database_size() == 123
        Path(f"{name}-wal").unlink()
        assert database_size() == 103


@pytest.mark.django_db
def test_one_measure_a_day_is_kept_for_a_year():
    old = timezone.localdate() - timedelta(days=500)
    StorageRecord.objects.create(day=old, measured_at=timezone.now())
    measure_and_keep()
    measure_and_keep()
    assert [record.day for record in StorageRecord.objects.all()] == [
        timezone.localdate()
    ]


@pytest.mark.django_db
def test_the_faults_of_a_chore_are_counted():
    outcome = chores.Outcome("", ("one", "two"))
    chore = chores.Chore("tried", lambda: outcome, every=timedelta(days=1), label="")
    with patch.object(chores, "known_chores", return_value=[chore]):
        chores.run_chores()
    assert ChoreRecord.objects.get(pk="tried").faults == 2
