"""Daily backups: written where the settings say, encrypted, pruned by the rule, and restored in a drill."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from pyrage.x25519 import Identity

from opendti_site.operations.backup import BackupError, restore
from opendti_site.operations.backup.archive import unpack
from opendti_site.operations.backup.chores import DAILY_BACKUP, RESTORE_DRILL
from opendti_site.operations.backup.retention import kept_moments
from opendti_site.operations.backup.schedule import (
    NAME,
    back_up_on_schedule,
    remove_old,
)
from opendti_site.operations.chores import run_chore
from opendti_site.operations.models import BackupRecord, ChoreRecord
from tests.servers import free_port, wait_for_port

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.assessments.rounds.models import Round

NOON = datetime(2026, 11, 28, 5, tzinfo=UTC)  # twelve o'clock in Vietnam


@pytest.fixture
def folder(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """The folder of the daily backups."""
    settings.BACKUP_TO = str(tmp_path / "backups")
    return tmp_path / "backups"


@pytest.fixture
def identity(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """What reads encrypted backups; its recipient is in the settings."""
    file = tmp_path / "identity"
    call_command("backup", new_identity=file)
    recipient = re.search("age1[a-z0-9]+", file.read_text("ascii"))
    assert recipient
    settings.BACKUP_RECIPIENTS = [recipient[0]]
    return file


@pytest.fixture
def scratch(
    settings: SettingsWrapper, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    """An empty database for drills, where there must be one, and an anchor of this site."""
    settings.AUDIT_ANCHORS = [str(tmp_path / "audit_anchor")]
    if connection.vendor == "postgresql":
        settings.DRILL_DATABASE_URL = elsewhere["OPENDTI_DATABASE_URL"]


def daily_backup() -> str:
    """Do the chore of the daily backup; return its name."""
    outcome = run_chore(DAILY_BACKUP)
    assert outcome
    assert outcome.faults == ()
    return outcome.done.partition(",")[0]


def days_before(count: int) -> datetime:
    return NOON - timedelta(days=count)


def test_rule_keeps_newest_of_each_day_week_and_month() -> None:
    every_day = [days_before(count) for count in range(400)]
    twice_today = NOON - timedelta(hours=3)
    kept = kept_moments(
        [("d", 3), ("w", 2), ("m", 3), ("y", 1)], [*every_day, twice_today]
    )
    # Saturday the 28th; the weeks of the 28th and the 22nd; October's and September's ends.
    assert kept == {days_before(count) for count in (0, 1, 2, 6, 28, 59)}


def test_rule_counts_no_empty_days_and_keeps_the_newest_always() -> None:
    old = [days_before(count) for count in (100, 200, 300)]
    assert kept_moments([("d", 2)], old) == set(old[:2])
    assert kept_moments([("y", 1)], old) == {old[0]}
    assert kept_moments([("d", 1)], []) == set()


def test_days_end_at_midnight_of_the_site() -> None:
    before, after = (datetime(2026, 11, 27, hour, tzinfo=UTC) for hour in (16, 18))
    assert kept_moments([("d", 2)], [before, after]) == {before, after}
    noon = datetime(2026, 11, 28, 5, tzinfo=UTC)  # the same day in Vietnam as `after`
    assert kept_moments([("d", 2)], [before, after, noon]) == {before, noon}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_daily_backup_is_written_and_old_ones_of_ours_are_removed(
    folder: Path, settings: SettingsWrapper
) -> None:
    settings.BACKUP_KEEP = [("d", 2)]
    folder.mkdir()
    old = [f"opendti-2026010{day}T013000Z.tar.gz" for day in range(1, 5)]
    others = ["opendti-2026-01-01.tar.gz", "notes.txt"]
    for name in [*old, *others]:
        (folder / name).touch()
    written = back_up_on_schedule()
    content = (folder / written.name).read_bytes()
    assert (written.size, written.sha256) == (len(content), sha256(content).hexdigest())
    assert remove_old(written.name) == tuple(old[:3])
    left = {path.name for path in folder.iterdir()}
    assert left == {written.name, old[3], *others}


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_failed_backup_removes_no_older_one(
    folder: Path, settings: SettingsWrapper, identity: Path
) -> None:
    assert identity.exists()
    settings.BACKUP_KEEP = [("d", 1)]
    folder.mkdir()
    old = {f"opendti-2026010{day}T013000Z.tar.gz.age" for day in (1, 2)}
    for name in old:
        (folder / name).touch()
    settings.BACKUP_RECIPIENTS = ["age1nobody"]
    outcome = run_chore(DAILY_BACKUP)
    assert outcome
    assert "OPENDTI_BACKUP_RECIPIENTS" in outcome.faults[0]
    assert {path.name for path in folder.iterdir()} == old


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_only_the_identity_reads_an_encrypted_backup(
    folder: Path, identity: Path, tmp_path: Path
) -> None:
    written = back_up_on_schedule()
    path = folder / written.name
    assert path.suffix == ".age"
    assert path.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert [p.name for p in folder.iterdir()] == [written.name]
    with pytest.raises(BackupError, match="cannot be read as a backup"):
        unpack(path, tmp_path / "unpacked")
    with pytest.raises(BackupError, match="--identity"):
        restore(path, force=True)
    other = tmp_path / "other"
    other.write_text(f"{Identity.generate()}\n", "ascii")
    with pytest.raises(BackupError, match="cannot be decrypted"):
        restore(path, identity=other, force=True)
    identity.write_text("nothing\n", "ascii")
    with pytest.raises(BackupError, match="no identity"):
        restore(path, identity=identity, force=True)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("scratch")
def test_drill_restores_the_newest_backup_and_verifies_it(
    folder: Path, identity: Path, round_: Round, settings: SettingsWrapper
) -> None:
    assert round_.pk
    settings.BACKUP_IDENTITY = str(identity)
    # A second drill needs the scratch database as empty as the first.
    for _drill in range(2 if connection.vendor == "postgresql" else 1):
        name = daily_backup()
        outcome = run_chore(RESTORE_DRILL)
        assert outcome
        assert outcome.faults == ()
        assert outcome.done.startswith(f"{name} restored in ")
        assert "the audit chain is whole" in outcome.done
        (folder / name).unlink()
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("scratch")
def test_drill_finds_a_damaged_backup(folder: Path) -> None:
    path = folder / daily_backup()
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)
    outcome = run_chore(RESTORE_DRILL)
    assert outcome
    assert "is not what this site wrote" in outcome.faults[0]
    with pytest.raises(CommandError, match="restore: "):
        call_command("restore_drill", path)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("identity")
def test_drill_says_what_it_lacks(folder: Path, settings: SettingsWrapper) -> None:
    settings.DRILL_DATABASE_URL = "postgresql://unused"
    outcome = run_chore(RESTORE_DRILL)
    assert outcome
    assert outcome.done == "not tried: no daily backup was noted with its hash yet"
    daily_backup()
    outcome = run_chore(RESTORE_DRILL)
    assert outcome
    assert outcome.done == "not tried: OPENDTI_BACKUP_IDENTITY is not set"
    assert folder.exists()


@pytest.mark.django_db(transaction=True)
def test_command_does_the_daily_backup_and_housekeeping_knows_of_it(
    folder: Path,
) -> None:
    call_command("backup")
    assert len(list(folder.iterdir())) == 1
    record = ChoreRecord.objects.get(
        pk=DAILY_BACKUP
    )  # by which it is not due for a day
    assert record.finished_at
    assert NAME.match(record.outcome)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_without_a_target_nothing_is_written() -> None:
    with pytest.raises(CommandError, match="OPENDTI_BACKUP_TO"):
        call_command("backup")
    outcome = run_chore(DAILY_BACKUP)
    assert outcome
    assert (outcome.done, outcome.faults) == ("", ())


@pytest.fixture
def bucket(settings: SettingsWrapper, tmp_path: Path) -> Iterator[str]:
    """A storage that speaks S3, in a process of its own."""
    port = free_port()
    log = tmp_path / "storage.log"
    with log.open("wb") as output, pytest.MonkeyPatch.context() as surroundings:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            surroundings.setenv(name, "test")
        surroundings.setenv("AWS_DEFAULT_REGION", "us-east-1")
        server = subprocess.Popen(  # noqa: S603 -- our own command
            [sys.executable, "-m", "moto.server", "-p", str(port)],
            stdout=output,
            stderr=output,
            env=dict(os.environ),
        )
        try:
            wait_for_port(port, server, log)
            settings.BACKUP_TO = (
                f"s3://backups/ministry?endpoint=http://127.0.0.1:{port}"
            )
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(30)


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("scratch")
def test_bucket_keeps_gives_back_and_forgets_backups(
    bucket: str, settings: SettingsWrapper
) -> None:
    outcome = run_chore(DAILY_BACKUP)
    assert outcome
    assert "the storage of backups refuses" in outcome.faults[0]  # no bucket yet
    client = boto3.client("s3", endpoint_url=bucket)
    client.create_bucket(Bucket="backups")
    old = "ministry/opendti-20260101T013000Z.tar.gz"
    for key in (old, "ministry/notes.txt", "other/opendti-20260101T013000Z.tar.gz"):
        client.put_object(Bucket="backups", Key=key, Body=b"")
    settings.BACKUP_KEEP = [("d", 1)]
    name = daily_backup()
    listed = client.list_objects_v2(Bucket="backups")["Contents"]
    assert [entry["Key"] for entry in listed] == [
        "ministry/notes.txt",
        f"ministry/{name}",
        "other/opendti-20260101T013000Z.tar.gz",
    ]
    outcome = run_chore(RESTORE_DRILL)
    assert outcome
    assert outcome.done.startswith(f"{name} restored in ")


@pytest.mark.django_db
def test_a_drill_without_daily_backups_fails_and_says_what_to_do(
    settings: SettingsWrapper,
):
    settings.BACKUP_TO = ""
    with pytest.raises(CommandError, match="name the one to restore"):
        call_command("restore_drill")


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_a_folder_that_is_none_is_noted_by_its_code(
    tmp_path: Path, settings: SettingsWrapper
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("x")
    settings.BACKUP_TO = str(blocked / "backups")

    outcome = run_chore(DAILY_BACKUP)

    assert outcome
    assert outcome.code == "backup_unwritable"
    about = {"path": settings.BACKUP_TO, "cause": "ENOTDIR"}
    noted = BackupRecord.objects.get()
    assert (noted.code, noted.params) == ("backup_unwritable", about)
    chore = ChoreRecord.objects.get(pk=DAILY_BACKUP)
    assert (chore.code, chore.params) == ("backup_unwritable", about)
