"""A backup of a newer program is refused, nobody else reads one, and a killed one leaves nothing."""

from __future__ import annotations

import errno
import fcntl
import json
import os
import subprocess
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.management import call_command

from opendti_site.operations.backup import BackupError, back_up, restore
from opendti_site.operations.backup.leftovers import in_use, sweep
from tests.servers import environment

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

pytestmark = pytest.mark.django_db(transaction=True)
HERE = version("opendti")


def change(backup: Path, **facts: object) -> None:
    """Let the manifest of a backup say something else."""
    path = backup / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | facts), "utf-8")


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        (
            {"program": "9.9.1", "migrations": ["results.9001_new"]},
            f"written by OpenDTI 9.9.1, and this is {HERE}, which does not know results.9001_new;",
        ),
        (
            {"program": "9.9.1", "migrations": []},
            f"written by OpenDTI 9.9.1, and this is {HERE}, which is older;",
        ),
        (
            {"migrations": [f"a.{number}" for number in range(5)]},
            "does not know a.0, a.1, a.2 and 2 more; install that version first",
        ),
    ],
)
def test_a_backup_of_a_newer_program_changes_nothing(
    facts: dict[str, object], message: str, tmp_path: Path
) -> None:
    back_up(tmp_path / "backup")
    change(tmp_path / "backup", **facts)
    kept = Path(settings.DATA_DIR) / "evidence" / "kept"
    kept.parent.mkdir(exist_ok=True)
    kept.touch()
    with pytest.raises(BackupError) as refused:
        restore(tmp_path / "backup", force=True)
    assert message in str(refused.value)
    assert kept.exists()
    kept.unlink()


@pytest.mark.parametrize(
    "facts",
    [
        {"program": "9.9.1"},
        {"program": HERE, "migrations": []},
        {"program": "0.0.9", "migrations": []},
        {"program": "unknown", "migrations": []},
    ],
)
def test_a_backup_whose_tables_are_known_comes_back(
    facts: dict[str, object], tmp_path: Path
) -> None:
    written = back_up(tmp_path / "backup")
    assert "audit.0001_chain" in written.migrations
    change(tmp_path / "backup", **facts)
    assert restore(tmp_path / "backup", force=True).created_at == written.created_at


def others_can_read(folder: Path) -> list[str]:
    """Return what lies in a folder and is open to anyone but its owner."""
    found = [folder, *folder.rglob("*")]
    return [path.name for path in found if path.stat().st_mode & 0o077]


@pytest.mark.sqlite
def test_nobody_but_its_user_reads_a_site(tmp_path: Path) -> None:
    data = tmp_path / "site"
    shell = "import sqlite3, os; from django.db import connection as c; c.cursor().execute('CREATE TABLE x (y)'); print(*sorted(os.listdir(os.path.dirname(c.settings_dict['NAME']))))"
    done = subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "opendti", "site", "shell", "-v", "0", "-c", shell],
        env=environment(data, f"sqlite:///{data}/opendti.sqlite3"),
        capture_output=True,
        text=True,
        check=True,
        umask=0o022,
        cwd=tmp_path,
    )
    assert {"opendti.sqlite3", "opendti.sqlite3-wal", "opendti.sqlite3-shm"} <= set(
        done.stdout.split()
    )
    assert (data / "opendti.sqlite3").stat().st_size
    assert others_can_read(data) == []


@pytest.mark.sqlite
@pytest.mark.parametrize("name", ["backup", "backup.tar"])
def test_nobody_but_its_user_reads_a_backup(name: str, tmp_path: Path) -> None:
    kept = Path(settings.DATA_DIR) / "evidence" / "unit" / "year" / "kept"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"bytes")
    try:
        back_up(tmp_path / "kept" / name)
    finally:
        kept.unlink()
    assert others_can_read(tmp_path / "kept") == []


@pytest.fixture
def left(tmp_path: Path) -> list[Path]:
    """What a killed backup leaves: an archive, a folder, and a copy of the database."""
    folder, dump = tmp_path / ".opendti-b.partial", tmp_path / ".opendti-x1"
    for path in (folder, dump):
        path.mkdir()
        (path / "database.sqlite3").touch()
    archive = tmp_path / ".opendti-a.tar.partial"
    archive.touch()
    (tmp_path / "strange.partial").touch()
    return [archive, folder, dump]


@pytest.mark.sqlite
def test_the_next_backup_removes_what_a_killed_one_left(
    left: list[Path], tmp_path: Path
) -> None:
    with in_use(left[0]):  # by a backup that is alive
        back_up(tmp_path / "today.tar")
    names = {path.name for path in tmp_path.iterdir()}
    assert names >= {left[0].name, "strange.partial", "today.tar"}
    assert not names & {left[1].name, left[2].name}


@pytest.mark.sqlite
def test_housekeeping_removes_what_a_killed_backup_left(
    settings: SettingsWrapper,
    tmp_path_factory: pytest.TempPathFactory,
    tmp_path: Path,
    left: list[Path],
) -> None:
    # The note of the last backup's folder lies there; tests beside this one write backups too.
    settings.DATA_DIR = tmp_path_factory.mktemp("data")
    for path in left:
        path.rename(tmp_path / f"away{path.name}")
    back_up(tmp_path / "today.tar")
    for path in left:
        (tmp_path / f"away{path.name}").rename(path)
    call_command("housekeeping", "--all")
    assert {path.name for path in tmp_path.iterdir()} == {
        "strange.partial",
        "today.tar",
    }


def _old(path: Path) -> None:
    before = time.time() - 25 * 3600
    os.utime(path, (before, before))


@pytest.mark.sqlite
def test_what_a_killed_backup_of_an_older_version_left_is_removed(
    tmp_path: Path,
) -> None:
    back_up(tmp_path / "b.tar.gz")
    whole = (tmp_path / "b.tar.gz").read_bytes()
    folder, strange = tmp_path / ".c.partial", tmp_path / ".d.partial"
    folder.mkdir()
    (folder / "database.dump").touch()
    strange.mkdir()
    (strange / "letters").touch()
    torn, young = tmp_path / ".a.tar.gz.partial", tmp_path / ".y.tar.gz.partial"
    download, linked = tmp_path / ".film.partial", tmp_path / ".l.partial"
    for path in (torn, young):
        path.write_bytes(whole[: len(whole) - 40])
    download.write_bytes(b"of another program")
    linked.symlink_to(tmp_path)
    for path in (torn, folder, strange, download):
        _old(path)
    assert sweep(tmp_path) == 2
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {path.name for path in (young, strange, download, linked)} | {
        "b.tar.gz"
    }


@pytest.mark.sqlite
def test_what_cannot_be_locked_is_left_and_keeps_no_backup_from_being_written(
    left: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flock = fcntl.flock

    def without_writing(descriptor: int, operation: int) -> None:
        if operation & fcntl.LOCK_EX:  # NFS: a file that is open to read takes none
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        flock(descriptor, operation)

    monkeypatch.setattr(fcntl, "flock", without_writing)
    back_up(tmp_path / "today.tar")
    assert {path.name for path in left} <= {path.name for path in tmp_path.iterdir()}
