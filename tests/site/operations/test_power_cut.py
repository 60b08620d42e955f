"""What was acknowledged is on the disk before anything is said: rows, files, and the names of files."""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import pytest
from django.conf import settings as site_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from opendti_site.assessments.evidence.storage import path_of, store
from opendti_site.audit import keys
from opendti_site.config import environment
from opendti_site.operations.backup import back_up, restore
from opendti_site.operations.backup.keys import restore_keys, write_keys

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.organisations.models import Unit


class Disk:
    """What a power cut would spare: contents that were flushed, under names that were."""

    def __init__(self) -> None:
        self._contents: set[int] = set()
        self._names: set[tuple[int, str, int]] = set()
        self._fsync = os.fsync

    def fsync(self, descriptor: int) -> None:
        """Flush as the system does, and note of what."""
        path = Path(f"/proc/self/fd/{descriptor}").resolve()
        if path.is_dir():
            for file in path.iterdir():
                with suppress(FileNotFoundError):  # another thread's, gone meanwhile
                    self._names.add(_name(file))
        else:
            self._contents.add(os.fstat(descriptor).st_ino)
        self._fsync(descriptor)

    def spares(self, path: Path, below: Path) -> bool:
        """Tell whether a file would be there, below a folder that was there before."""
        above = [folder for folder in path.parents if folder.is_relative_to(below)][:-1]
        is_whole = path.stat().st_ino in self._contents
        return is_whole and {_name(part) for part in (path, *above)} <= self._names


def _name(path: Path) -> tuple[int, str, int]:
    return path.parent.stat().st_ino, path.name, path.stat().st_ino


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    """Watch what is flushed."""
    made = Disk()
    monkeypatch.setattr(os, "fsync", made.fsync)
    return made


@pytest.mark.sqlite
@pytest.mark.django_db
def test_a_commit_waits_for_the_disk() -> None:
    with connection.cursor() as cursor:
        (level,) = cursor.execute("PRAGMA synchronous").fetchone()
    assert level == 2  # FULL


def test_a_file_of_evidence_is_there_under_its_name(
    disk: Disk, settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path
    content = b"x" * 5000
    digest = hashlib.sha256(content).hexdigest()
    store(SimpleUploadedFile("a.pdf", content), digest)
    assert disk.spares(path_of(digest), below=tmp_path)


def test_keys_are_there_before_a_line_is_sealed_by_them(
    disk: Disk, settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.AUDIT_KEY_FILE = tmp_path / "audit_key"
    for _time in range(2):
        keys.add_key(keys.new_key())
        assert disk.spares(tmp_path / "audit_key", below=tmp_path)
    settings.KEY_FILES = {"audit_key": tmp_path / "audit_key"}
    write_keys(tmp_path / "safe.json")
    assert disk.spares(tmp_path / "safe.json", below=tmp_path)
    settings.KEY_FILES = {"audit_key": tmp_path / "again"}
    restore_keys(tmp_path / "safe.json")
    assert disk.spares(tmp_path / "again", below=tmp_path)


def test_a_secret_key_is_whole_or_not_there(
    disk: Disk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("K", raising=False)
    kept, read = tmp_path / "secret_key", []

    def make() -> None:
        read.append(environment.secret_key("K", kept_in=kept, may_generate=True))

    starting = [Thread(target=make) for _process in range(8)]
    for thread in starting:
        thread.start()
    for thread in starting:
        thread.join()
    assert read == [kept.read_text("ascii")] * 8
    assert disk.spares(kept, below=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", ["backup.tar", "backup"])
def test_a_backup_and_what_it_brings_back_are_there(
    name: str, ministry: Unit, disk: Disk, tmp_path: Path
) -> None:
    assert ministry.pk
    data = Path(site_settings.DATA_DIR)
    kept = data / "evidence" / "7" / "kept"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_bytes(b"x" * 5000)
    back_up(tmp_path / name)
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert written
    assert [path for path in written if not disk.spares(path, tmp_path)] == []
    restore(tmp_path / name, force=True)
    assert disk.spares(kept, below=data)
    kept.unlink()


def test_keys_that_are_added_at_once_are_all_kept(
    settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.AUDIT_KEY_FILE = tmp_path / "audit_key"
    made = [keys.new_key() for _number in range(16)]
    adding = [Thread(target=keys.add_key, args=(key,)) for key in made]
    for thread in adding:
        thread.start()
    for thread in adding:
        thread.join()
    assert {key.id for key in made} == keys.all_keys().keys()
