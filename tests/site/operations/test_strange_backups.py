"""What others put where backups go is neither restored, removed nor counted; a drill leaves nothing behind."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from datetime import UTC, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import psycopg
import pytest
from django.conf import settings as current
from django.utils import timezone
from pyrage.x25519 import Identity

from opendti_site.operations.backup import BackupError, scratch_tables, storage
from opendti_site.operations.backup import drill as drills
from opendti_site.operations.backup import scratch as scratch_module
from opendti_site.operations.backup.archive import unpack
from opendti_site.operations.backup.chores import DAILY_BACKUP, RESTORE_DRILL
from opendti_site.operations.backup.encryption import decrypt
from opendti_site.operations.backup.postgres_script import run_script
from opendti_site.operations.backup.schedule import STAMP, remove_old
from opendti_site.operations.backup.storage import FolderStorage
from opendti_site.operations.backup.write import write_backup
from opendti_site.operations.chores import Outcome, run_chore
from opendti_site.operations.models import BackupRecord
from opendti_site.system.checks import data, machine

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db(transaction=True)
NEWER = "opendti-20261128T235959Z.tar.gz"
STRANGE = ["opendti-20261399T000000Z.tar.gz", "opendti-99991231T235959Z.tar.gz"]


@pytest.fixture
def folder(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """The folder of the daily backups, with today's."""
    settings.BACKUP_TO = str(tmp_path / "backups")
    earlier = timezone.now() - timedelta(minutes=1)
    with patch("django.utils.timezone.now", return_value=earlier):
        outcome = done(DAILY_BACKUP)
    assert outcome.faults == ()
    return tmp_path / "backups"


@pytest.fixture
def opened(settings: SettingsWrapper) -> Iterator[list[bytes]]:
    """The bytes of each backup that a drill would restore, instead of restoring them."""
    settings.DRILL_DATABASE_URL = "postgresql://unused"
    found: list[bytes] = []

    def drill(source: Path, _identity: Path | None = None) -> drills.DrillResult:
        found.append(source.read_bytes())
        return drills.DrillResult(source.name, 0, "")

    with patch.object(drills, "drill", drill):
        yield found


def done(chore: str) -> Outcome:
    outcome = run_chore(chore)
    assert outcome
    return outcome


def written(folder: Path) -> Path:
    (path,) = folder.glob("opendti-20*")
    return path


# --------------------------------------------------------------- what is restored


@pytest.mark.sqlite
def test_a_backup_that_others_put_there_is_not_restored(
    folder: Path, opened: list[bytes]
) -> None:
    ours = written(folder).read_bytes()
    for name in (NEWER, *STRANGE):
        (folder / name).write_bytes(b"of others")
    assert done(RESTORE_DRILL).faults == ()
    assert opened == [ours]


@pytest.mark.sqlite
def test_a_backup_whose_bytes_are_others_is_not_opened(
    folder: Path, opened: list[bytes]
) -> None:
    written(folder).write_bytes(b"of others")
    (fault,) = done(RESTORE_DRILL).faults
    assert "is not what this site wrote" in fault
    written(folder).unlink()
    (fault,) = done(RESTORE_DRILL).faults
    assert "cannot be read where backups go" in fault
    assert opened == []


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def grown(path: Path) -> None:
    path.touch()
    os.truncate(path, 2**40)


@pytest.mark.sqlite
@pytest.mark.parametrize("puts", [os.mkfifo, endless, grown])
def test_what_has_another_size_is_not_even_copied(
    folder: Path, opened: list[bytes], puts: Callable[[Path], None]
) -> None:
    """Something endless in the storage would fill the disk of the site, a pipe keep it waiting."""
    written(folder).rename(folder / "kept")
    puts(folder / BackupRecord.objects.get().target.rpartition("/")[2])
    with patch.object(storage, "_copied", side_effect=AssertionError("copied")):
        (fault,) = done(RESTORE_DRILL).faults
    assert "is not what this site wrote" in fault
    assert opened == []


@pytest.mark.sqlite
def test_what_grows_while_it_is_copied_is_cut_off(tmp_path: Path) -> None:
    with Path("/dev/zero").open("rb") as source:
        copied = storage._copied(source, tmp_path / "copy", 5)  # noqa: SLF001 -- what no race can hit at will
    assert copied.stat().st_size == 5


@pytest.mark.sqlite
def test_a_readable_backup_is_refused_where_they_are_encrypted(
    folder: Path, opened: list[bytes], settings: SettingsWrapper
) -> None:
    assert written(folder).suffix == ".gz"
    settings.BACKUP_RECIPIENTS = [str(Identity.generate().to_public())]
    (fault,) = done(RESTORE_DRILL).faults
    assert "is not encrypted, and OPENDTI_BACKUP_RECIPIENTS is set" in fault
    assert opened == []


@pytest.mark.sqlite
def test_a_backup_that_is_dated_in_the_future_is_passed_over(
    folder: Path, opened: list[bytes]
) -> None:
    ours = written(folder).read_bytes()
    (folder / STRANGE[1]).write_bytes(b"of a clock that was wrong")
    BackupRecord.objects.create(
        started_at=timezone.now() + timedelta(days=9),
        seconds=1,
        target=f"{folder}/{STRANGE[1]}",
        sha256="ab" * 32,
    )
    assert done(RESTORE_DRILL).faults == ()
    assert opened == [ours]


# --------------------------------------------------------------- what is removed


@pytest.mark.sqlite
def test_strange_names_are_left_alone_and_named(
    folder: Path, settings: SettingsWrapper
) -> None:
    settings.BACKUP_KEEP = [("d", 1)]
    kept = written(folder)
    for name in (*STRANGE, "notes.txt", ".hidden"):
        (folder / name).touch()
    assert done(DAILY_BACKUP).faults == ()
    assert {*STRANGE, "notes.txt", ".hidden"} <= {p.name for p in folder.iterdir()}
    assert kept.name in {
        record.target[-len(kept.name) :] for record in BackupRecord.objects.all()
    }
    (problem,) = data.names_of_backups()
    assert (problem.code, problem.params["count"]) == ("backup_names_odd", 3)
    BackupRecord.objects.create(
        started_at=timezone.now(), seconds=1, target=f"{folder}/notes.txt"
    )
    assert [found.params["count"] for found in data.names_of_backups()] == [2]


@pytest.mark.sqlite
def test_what_lies_there_does_not_push_out_the_backup_of_today(
    folder: Path, settings: SettingsWrapper
) -> None:
    settings.BACKUP_KEEP = [("d", 1)]
    ours = written(folder)
    later = timezone.now().astimezone(UTC) - timedelta(seconds=1)
    (folder / f"opendti-{later:{STAMP}}.tar.gz").touch()
    assert remove_old(ours.name) == ()
    assert ours.exists()


@pytest.mark.sqlite
def test_a_backup_is_noted_though_older_ones_cannot_be_removed(
    folder: Path, settings: SettingsWrapper
) -> None:
    settings.BACKUP_KEEP = [("d", 1)]
    (folder / "opendti-20260101T000000Z.tar.gz").touch()
    stuck = patch.object(FolderStorage, "remove", side_effect=OSError("read-only"))
    with stuck:
        outcome = done(DAILY_BACKUP)
    assert outcome.faults == ("old backups stay: read-only",)
    assert BackupRecord.objects.filter(fault="").exclude(sha256="").count() == 2
    (problem,) = machine.periodic_work()
    remedy = "Đã sao lưu, nhưng chưa xóa được bản cũ: read-only"
    assert (problem.code, problem.remedy) == ("chore_failed", remedy)


# -------------------------------------------------------------- what a drill leaves


class Scratch:
    """A server with one database, by the names of its tables."""

    def __init__(self) -> None:
        self.tables: list[str] = []

    @contextmanager
    def connect(self, _address: str) -> Iterator[Scratch]:
        yield self

    def execute(self, query: Any) -> Scratch:
        if not isinstance(query, str):
            self.tables.remove(query.as_string(None).split('"')[1])
        return self

    def fetchall(self) -> list[tuple[str]]:
        return [(table,) for table in self.tables]


@pytest.fixture
def scratch(settings: SettingsWrapper, tmp_path: Path) -> Iterator[Scratch]:
    """The database of the drills, in a site with a folder of its own."""
    settings.DATA_DIR = tmp_path
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "uploads"
    (tmp_path / "uploads").mkdir()
    settings.DRILL_DATABASE_URL = "postgresql://opendti:secret@db/drill"
    server = Scratch()
    driver = SimpleNamespace(connect=server.connect, Error=psycopg.Error)
    with patch.object(scratch_tables, "psycopg", driver):
        yield server


def filling(server: Scratch, end: Callable[[], int]) -> Any:
    """Let each command of the site fill the database, and end as it is told."""

    def run(words: list[str], **_options: Any) -> subprocess.CompletedProcess[str]:
        server.tables.append(words[-1])
        return subprocess.CompletedProcess(words, end(), "", "no space left")

    return patch.object(drills.subprocess, "run", run)


def killed() -> int:
    raise KeyboardInterrupt


def test_a_drill_that_fails_leaves_an_empty_database(scratch: Scratch) -> None:
    with filling(scratch, lambda: 1), pytest.raises(BackupError, match="restore: no"):
        drills.drill(Path("backup.tar.gz"))
    assert scratch.tables == []
    with filling(scratch, killed), pytest.raises(KeyboardInterrupt):
        drills.drill(Path("backup.tar.gz"))
    assert scratch.tables == []


def test_the_next_drill_removes_what_a_killed_one_left(scratch: Scratch) -> None:
    left = Path(current.FILE_UPLOAD_TEMP_DIR) / ".opendti-killed"
    lost = patch.object(scratch_module, "_empty")
    with lost, filling(scratch, lambda: 0):
        drills.drill(Path("backup.tar.gz"))
    assert len(scratch.tables) == 3
    (left / "data").mkdir(parents=True)
    assert "secret" not in (Path(current.DATA_DIR) / "drill_database").read_text()
    with filling(scratch, lambda: 0):
        drills.drill(Path("backup.tar.gz"))
    assert (scratch.tables, left.exists()) == ([], False)
    assert list(Path(current.DATA_DIR).glob("drill_database*")) == []


def test_housekeeping_removes_it_as_well(scratch: Scratch) -> None:
    lost = patch.object(scratch_module, "_empty")
    with lost, filling(scratch, lambda: 0):
        drills.drill(Path("backup.tar.gz"))
    (Path(current.FILE_UPLOAD_TEMP_DIR) / ".opendti-killed").mkdir()
    assert done("killed backups").done == "2 removed"
    assert scratch.tables == []


def test_a_drill_removes_nothing_that_none_has_put_there(scratch: Scratch) -> None:
    scratch.tables = ["salaries"]
    with pytest.raises(BackupError, match="no drill has put there"):
        drills.drill(Path("backup.tar.gz"))
    assert scratch.tables == ["salaries"]


# -------------------------------------------------------------- scripts of PostgreSQL


class Cursor:
    """What a cursor was asked to do."""

    def __init__(self) -> None:
        self.asked: list[bytes] = []

    def execute(self, query: bytes) -> None:
        self.asked.append(query)

    @contextmanager
    def copy(self, statement: bytes) -> Iterator[Cursor]:
        self.asked.append(statement)
        yield self

    def write(self, row: bytes) -> None:
        self.asked.append(row)


SCRIPT = rb"""\restrict a1B2
SET x = 1;
COPY public.a (b) FROM stdin;
\\! touch /tmp/in-a-row
\.

CREATE INDEX c ON public.a
  (b);
\unrestrict a1B2
""".replace(b"\\\\", b"\\")


def test_a_script_is_statements_and_rows() -> None:
    cursor = Cursor()
    run_script(iter(SCRIPT.splitlines(keepends=True)), cursor)
    assert cursor.asked == [
        b"SET x = 1;\n",
        b"COPY public.a (b) FROM stdin;\n",
        b"\\! touch /tmp/in-a-row\n",
        b"\nCREATE INDEX c ON public.a\n  (b);\n",
    ]


@pytest.mark.parametrize("line", ["\\! touch x", "\\i x", "\\restrict a; \\! x", "\\."])
def test_a_command_of_psql_in_a_dump_is_refused(line: str) -> None:
    cursor = Cursor()
    script = f"SELECT 1;\n{line}\nSELECT 2;\n".encode()
    with pytest.raises(BackupError, match="no SQL, and nothing was restored"):
        run_script(iter(script.splitlines(keepends=True)), cursor)
    assert cursor.asked == []


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["backup.tar.age", "backup.tar.gz.age", "backup.tgz"])
def test_every_kind_of_file_is_written_and_read(
    name: str, settings: SettingsWrapper, tmp_path: Path
) -> None:
    identity = Identity.generate()
    settings.BACKUP_RECIPIENTS = [str(identity.to_public())]
    listed, sha256 = write_backup(tmp_path / name)
    readable = tmp_path / name
    if readable.suffix == ".age":
        (tmp_path / "identity").write_text(f"{identity}\n", "ascii")
        readable = tmp_path / "readable"
        decrypt(tmp_path / name, readable, tmp_path / "identity")
    assert unpack(readable, tmp_path / "unpacked").files == listed.files
    assert len(sha256) == 64
