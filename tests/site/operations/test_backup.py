"""What was backed up is restored into an empty site, and verifies."""

from __future__ import annotations

import hashlib
import io
import json
import re
import resource
import subprocess
import sys
import tarfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection

from opendti_site.assessments.evidence.actions import Citation, add_document
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.evidence.storage import folder
from opendti_site.operations.backup import BackupError, back_up, databases, restore
from opendti_site.operations.backup.archive import unpack
from tests.servers import database_url, environment

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.assessments.evidence.models import Document
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit

pytestmark = pytest.mark.django_db(transaction=True)
COMPRESSED = pytest.param("backup.tar.gz", marks=pytest.mark.sqlite)
PACKED = pytest.param("backup.tar", marks=pytest.mark.sqlite)
"""Packed and compressed alike, whichever database's dump is in it."""
NAMES = [PACKED, COMPRESSED, "backup"]
PDF = b"%PDF-1.7 evidence " + bytes(200_000)


@pytest.fixture(autouse=True)
def _anchor(settings: SettingsWrapper, tmp_path: Path) -> None:
    """Let this chain have an anchor file, as every site has."""
    settings.AUDIT_ANCHORS = [str(tmp_path / "here" / "audit_anchor")]


@pytest.fixture
def document(round_: Round, agency: Unit, reporter: User) -> Document:
    """A document with its file, beside a round with answers."""
    assert round_.pk
    upload = SimpleUploadedFile("bao-cao.pdf", PDF + uuid4().bytes)
    return add_document(
        agency, Citation(number="12/BC"), by=reporter, files=receive([upload])
    )


def opendti(
    surroundings: dict[str, str], *arguments: str | Path, largest: int | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a command of the site; largest: bytes that it may write into one file."""

    def limit() -> None:
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    return subprocess.run(  # noqa: S603 -- our own command
        [sys.executable, "-m", "opendti", "site", *map(str, arguments)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=limit,
    )


@pytest.mark.parametrize("name", NAMES)
def test_backup_comes_back_whole_on_an_empty_site(
    name: str, document: Document, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    call_command("backup", tmp_path / name, keys=keys)
    restored = opendti(elsewhere, "restore", tmp_path / name, "--keys", keys)
    assert restored.returncode == 0, restored.stderr
    for command in (["migrate", "--check"], ["verify_audit"]):
        done = opendti(elsewhere, *command)
        assert done.returncode == 0, done.stderr + done.stdout
    assert (Path(elsewhere["OPENDTI_DATA_DIR"]) / "audit_anchor").stat().st_size
    kept = (
        Path(elsewhere["OPENDTI_DATA_DIR"])
        / "evidence"
        / document.files[0].path.relative_to(folder())
    )
    with document.files[0].path.open("rb") as file:
        assert kept.read_bytes() == file.read()
    assert not list(kept.parents[2].glob(".restore-*"))


def test_restore_refuses_a_site_with_data_unless_forced(
    document: Document, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    assert document.pk
    keys = tmp_path / "keys.json"
    call_command("backup", tmp_path / "backup.tar", keys=keys)
    for force, expected in ((), 0), ((), 1), (("--force",), 0):
        source = [tmp_path / "backup.tar", "--keys", keys]
        done = opendti(elsewhere, "restore", *source, *force)
        assert done.returncode == expected, done.stderr
    assert opendti(elsewhere, "verify_audit").returncode == 0


@pytest.mark.sqlite
@pytest.mark.parametrize("harm", ["changed", "missing", "added", "no manifest"])
def test_damaged_backup_is_refused(
    harm: str, document: Document, tmp_path: Path
) -> None:
    target = tmp_path / "backup"
    back_up(target)
    damage(target, document, harm)
    with pytest.raises(BackupError, match=r"damaged|no whole"):
        unpack(target, tmp_path)


def damage(backup: Path, document: Document, harm: str) -> None:
    """Do harm to one file of a backup."""
    file = backup / "files" / "evidence" / document.files[0].path.relative_to(folder())
    if harm == "changed":
        content = file.read_bytes()
        file.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    elif harm == "missing":
        file.unlink()
    elif harm == "added":
        file.with_name("more").write_bytes(b"")
    else:
        (backup / "manifest.json").unlink()


@pytest.mark.sqlite
def test_anchor_that_outlived_the_site_is_ahead_and_kept(
    document: Document, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    call_command("backup", tmp_path / "backup", keys=keys)
    later = Citation(number="13/BC")
    add_document(document.unit, later, by=document.uploaded_by)
    anchor = Path(elsewhere["OPENDTI_DATA_DIR"]) / "audit_anchor"
    anchor.write_bytes((tmp_path / "here" / "audit_anchor").read_bytes())
    before = anchor.read_bytes()
    opendti(elsewhere, "restore", tmp_path / "backup", "--keys", keys)
    assert anchor.read_bytes() == before
    done = opendti(elsewhere, "verify_audit")
    assert done.returncode == 1
    assert "1 things differ" in done.stderr


def test_damaged_backup_changes_nothing(
    document: Document, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    back_up(tmp_path / "backup")
    damage(tmp_path / "backup", document, "changed")
    done = opendti(elsewhere, "restore", tmp_path / "backup", "--force")
    assert done.returncode == 1
    assert "damaged" in done.stderr
    data = Path(elsewhere["OPENDTI_DATA_DIR"])
    assert [path.name for path in data.iterdir() if path.is_dir()] == ["uploads"]
    assert opendti(elsewhere, "migrate", "--check").returncode == 1


@pytest.mark.sqlite
def test_a_tar_that_reaches_outside_is_refused(tmp_path: Path) -> None:
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        tar.addfile(tarfile.TarInfo("../outside"))
    with pytest.raises(BackupError, match="outside"):
        unpack(evil, tmp_path / "staged")


@pytest.mark.sqlite
def test_a_file_that_is_twice_in_a_tar_or_cut_off_is_reported(tmp_path: Path) -> None:
    twice = tmp_path / "twice.tar"
    with tarfile.open(twice, "w") as tar:
        tar.addfile(tarfile.TarInfo("a"))
        tar.addfile(tarfile.TarInfo("a"))
    with pytest.raises(BackupError, match="twice: a"):
        unpack(twice, tmp_path / "staged")
    cut = tmp_path / "cut.tar"
    with tarfile.open(cut, "w") as tar:
        entry = tarfile.TarInfo("b")
        entry.size = 100_000
        tar.addfile(entry, io.BytesIO(bytes(entry.size)))
    cut.write_bytes(cut.read_bytes()[:50_000])
    with pytest.raises(BackupError, match="cannot be read as a backup"):
        unpack(cut, tmp_path / "staged")


@pytest.mark.sqlite
@pytest.mark.parametrize(
    "name",
    [
        *("files/audit_key", "files/secret_key", "files/opendti.sqlite3-wal"),
        *("files/uploads/a", "files/.hidden/a", "replaced/evidence/a", "other"),
    ],
)
def test_a_backup_plants_no_file_beside_the_folders_of_the_data(
    document: Document, tmp_path: Path, name: str
) -> None:
    back_up(tmp_path / "backup")
    forge(tmp_path / "backup", name, b"planted")
    kept = document.files[0].path.read_bytes()
    with pytest.raises(BackupError, match=f"not of a site's data: {name}"):
        restore(tmp_path / "backup", force=True)
    # Other tests write into the same folder meanwhile, so only this one's bytes are looked for.
    found = [path for path in files_below(settings.DATA_DIR) if _holds(path)]
    assert found == []
    assert document.files[0].path.read_bytes() == kept


def _holds(path: Path) -> bool:
    """Whether a file holds what was planted; one that is gone meanwhile holds nothing."""
    with suppress(FileNotFoundError):
        return path.read_bytes() == b"planted"
    return False


def test_a_backup_without_a_database_empties_nothing(
    document: Document, tmp_path: Path
) -> None:
    back_up(tmp_path / "backup")
    name = databases.NAMES[connection.vendor]
    forge(tmp_path / "backup", name, b"")
    with pytest.raises(BackupError, match="no database, or an empty one"):
        restore(tmp_path / "backup", force=True)
    (tmp_path / "backup" / name).unlink()
    listed = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    del listed["files"][name]
    (tmp_path / "backup" / "manifest.json").write_text(json.dumps(listed))
    with pytest.raises(BackupError, match="no database, or an empty one"):
        restore(tmp_path / "backup", force=True)
    assert type(document).objects.filter(pk=document.pk).exists()


def test_nothing_runs_after_a_restore_that_was_killed_until_it_is_done_again(
    document: Document, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    back_up(tmp_path / "backup")
    data = Path(elsewhere["OPENDTI_DATA_DIR"])
    left = data / ".restore-x" / "replaced" / "evidence"
    left.mkdir(parents=True)
    stopped = opendti(elsewhere, "housekeeping")
    assert stopped.returncode == 1
    assert "a restore was interrupted" in stopped.stderr
    assert opendti(elsewhere, "restore", tmp_path / "backup").returncode == 0
    assert not left.exists()
    assert list(data.glob(".restore-*")) == []
    assert (data / "evidence" / document.files[0].path.relative_to(folder())).exists()


def forge(folder: Path, name: str, content: bytes) -> None:
    """Put a file into a backup, and into its manifest."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    listed = json.loads((folder / "manifest.json").read_text())
    digest = hashlib.sha256(content).hexdigest()
    listed["files"][name] = {"size": len(content), "sha256": digest}
    (folder / "manifest.json").write_text(json.dumps(listed))


def files_below(folder: Path) -> list[Path]:
    """Return the files of a data folder, but for its database."""
    found = (path for path in Path(folder).rglob("*") if path.is_file())
    return [path for path in found if "sqlite3" not in path.name]


@pytest.mark.parametrize("name", NAMES[1:])
def test_backup_that_finds_no_space_leaves_nothing_behind(
    name: str, document: Document, tmp_path: Path
) -> None:
    assert document.files[0].size > 100_000
    here = environment(settings.DATA_DIR, database_url())
    folder = tmp_path / "full"
    done = opendti(here, "backup", folder / name, largest=100_000)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    # Which of its files grows too large first is a matter of what lies in the database.
    assert re.search(
        "File too large|disk I/O error|disk is full|pg_dump: ", done.stderr
    ), done
    assert list(folder.glob("**/*")) == []


@pytest.mark.sqlite
def test_keys_are_apart(document: Document, tmp_path: Path) -> None:
    assert document.pk
    target, keys = tmp_path / "backup.tar", tmp_path / "keys.json"
    call_command("backup", target, keys=keys)
    secret = settings.SECRET_KEY.encode()
    assert secret not in target.read_bytes()
    assert secret in keys.read_bytes()
    assert keys.stat().st_mode & 0o777 == 0o600
    with tarfile.open(target) as tar:
        names = tar.getnames()
    assert not [name for name in names if "key" in name.rpartition("/")[2]]


@pytest.mark.sqlite
def test_a_secret_key_made_by_the_restoring_command_gives_way_and_is_kept(
    document: Document, elsewhere: dict[str, str], tmp_path: Path
) -> None:
    """A trial site without a key in its environment makes one as it starts."""
    assert document.pk
    keys, data = tmp_path / "keys.json", Path(elsewhere["OPENDTI_DATA_DIR"])
    call_command("backup", tmp_path / "backup", keys=keys)
    stored = json.loads(keys.read_text())
    stored["files"]["secret_key"] = "the-one-of-the-backup"
    keys.write_text(json.dumps(stored))
    trial = {**elsewhere, "OPENDTI_DEMO": "1", "OPENDTI_SECRET_KEY": ""}
    restored = opendti(trial, "restore", tmp_path / "backup", "--keys", keys)
    assert restored.returncode == 0, restored.stderr
    kept = data / "secret_key"
    assert kept.read_text() == "the-one-of-the-backup"
    assert kept.stat().st_mode & 0o777 == 0o600
    assert (data / "secret_key.replaced").stat().st_size
    assert opendti(trial, "verify_audit").returncode == 0


@pytest.mark.sqlite
def test_nothing_is_written_over_or_into_the_data(tmp_path: Path) -> None:
    (tmp_path / "there.tar").touch()
    with pytest.raises(CommandError, match="there already"):
        call_command("backup", tmp_path / "there.tar")
    with pytest.raises(BackupError, match="inside the data folder"):
        back_up(settings.DATA_DIR / "backup.tar")
