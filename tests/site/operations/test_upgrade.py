"""Databases that earlier versions wrote come up to today's, whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import lzma
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from opendti_site.audit.findings import Finding
from opendti_site.audit.reports import VerificationReport
from opendti_site.operations.backup.databases import NAMES
from opendti_site.operations.migration_state import migration_state
from opendti_site.operations.models import BackupRecord
from opendti_site.operations.worker import JobWorker
from opendti_site.system import upgrading
from opendti_site.system.upgrading import UpgradeError, UpgradeOptions, upgrade

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

pytestmark = pytest.mark.django_db(transaction=True)
STORED = Path("tests/data/upgrades").resolve()
VERSIONS = sorted(path.name for path in STORED.iterdir() if path.is_dir())
PUBLISHED = ("points", "max_points", "value", "rank", "band", "state", "unit_name")
STUMBLING = "tests.site.operations.stumbling.settings"
STATE = """
import json, pathlib, sys
from django.db import connection
from opendti_site.operations.backup import databases
dump = sys.stdin.read()
if dump:
    databases.load(pathlib.Path(dump))
from opendti_site.operations.backup.versions import applied_migrations
cursor = connection.cursor()
cursor.execute("SELECT code, short_name FROM organisations_unit ORDER BY code")
json.dump([sorted(connection.introspection.table_names()), applied_migrations(), cursor.fetchall()], sys.stdout)
"""
Site = dict[str, str]


def unpacked(version: str, site: Site) -> Path:
    """Put a stored site's keys and anchors into an empty site; return its dump."""
    data = Path(site["OPENDTI_DATA_DIR"])
    stored, name = STORED / version, NAMES[connection.vendor]
    keys = json.loads((stored / "keys.json").read_text())
    for key, text in keys.items():
        (data / key).write_text(text)
    site |= {
        "OPENDTI_SECRET_KEY": keys["secret_key"],
        "OPENDTI_AUDIT_KEY_FILE": str(data / "audit_key"),
        "OPENDTI_AUDIT_ANCHOR": str(data / "audit_anchor"),
        "DJANGO_SETTINGS_MODULE": "opendti_site.config.settings",
    }
    anchors = stored / f"{name}.anchors.xz"
    if anchors.exists():
        (data / "audit_anchor").write_bytes(lzma.decompress(anchors.read_bytes()))
    dump = data.parent / name
    dump.write_bytes(lzma.decompress((stored / f"{name}.xz").read_bytes()))
    return dump


def run(site: Site, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run Python with these words in the surroundings of a site."""
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, *words],
        env=site,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )


def command(site: Site, *words: str, given: str = "") -> Any:
    return run(site, "-m", "opendti", "site", *words, given=given)


def published(ranking: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """Return what a file says of each unit and node, whatever other columns it has."""
    rows = csv.DictReader(io.StringIO(ranking.removeprefix("\ufeff")))
    return {
        (row["unit"], row["node"]): tuple(row[column] for column in PUBLISHED)
        for row in rows
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_a_stored_site_of_an_earlier_version_is_upgraded_and_verifies(
    version: str, elsewhere: Site
) -> None:
    dump = unpacked(version, elsewhere)
    (file,) = (STORED / version).glob("*.csv")
    before = published(file.read_text("utf-8"))
    code = next(unit for unit, _node in before)
    module = ("-m", "tests.site.operations.upgraded_site")
    done = run(elsewhere, *module, str(dump), file.stem, code)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert [line.split(":")[0] for line in found["steps"].splitlines()] == [
        "backed up",
        "migrated",
        "verified",
        "the database is up to date; start the site",
    ]
    assert set(found["pages"].values()) == {200}, found["pages"]
    assert published(found["ranking"]) == before
    assert len(before) > 100


def test_a_migration_that_fails_or_is_killed_leaves_the_database_as_it_was(
    elsewhere: Site,
) -> None:
    dump = unpacked(VERSIONS[-1], elsewhere)
    look = ("shell", "-v", "0", "-c", STATE)
    before = command(elsewhere, *look, given=str(dump)).stdout
    assert len(json.loads(before)[1]) > 50
    stumbling = elsewhere | {"DJANGO_SETTINGS_MODULE": STUMBLING, "STUMBLES": "killed"}
    killed = command(stumbling, "migrate", "--no-input")
    assert killed.returncode == -9
    assert "Applying stumbling.0002_ends" in killed.stdout
    failed = command(stumbling | {"STUMBLES": "fails"}, "upgrade", "--no-backup")
    assert failed.returncode == 1
    assert "nothing was changed: the migration stumbles" in failed.stderr
    assert command(elsewhere, *look).stdout == before


@pytest.fixture
def behind() -> Iterator[str]:
    """A database that lacks a step; return its name."""
    MigrationRecorder(connection).record_unapplied("operations", "0003_backup_sha256")
    yield "operations.0003_backup_sha256"
    MigrationRecorder(connection).record_applied("operations", "0003_backup_sha256")


@pytest.fixture
def ahead() -> Iterator[str]:
    """A database that a newer program has changed; return the step's name."""
    MigrationRecorder(connection).record_applied("operations", "9999_of_tomorrow")
    yield "operations.9999_of_tomorrow"
    MigrationRecorder(connection).record_unapplied("operations", "9999_of_tomorrow")


WORKING: dict[str, Callable[[], object]] = {
    "web": lambda: call_command("web", socket=0, threads=1),
    "worker": lambda: call_command("worker", batch=True),
    "housekeeping": lambda: call_command("housekeeping"),
}


@pytest.mark.parametrize("name", WORKING)
def test_nothing_works_on_tables_that_are_behind(name: str, behind: str) -> None:
    with pytest.raises(CommandError, match=f"not up to date: {behind} to be applied"):
        WORKING[name]()


@pytest.mark.parametrize("name", [*WORKING, "upgrade", "migrate", "check"])
def test_nothing_works_on_tables_of_a_newer_program(name: str, ahead: str) -> None:
    others = {
        "upgrade": lambda: call_command("upgrade"),
        "migrate": lambda: call_command("migrate"),
        "check": lambda: call_command("migrate", check_unapplied=True),
    }
    with pytest.raises(CommandError, match=f"ahead of this program.* {ahead};"):
        (WORKING | others)[name]()


def test_an_upgrade_asks_for_a_backup_and_for_a_site_that_stands_still(
    behind: str, tmp_path: Path
) -> None:
    assert behind
    with pytest.raises(UpgradeError, match="--backup FILE, or OPENDTI_BACKUP_TO"):
        upgrade(UpgradeOptions(), pytest.fail)
    (tmp_path / "there.tar").touch()
    with pytest.raises(UpgradeError, match=r"no backup, no upgrade: .*there already"):
        upgrade(UpgradeOptions(backup=tmp_path / "there.tar"), pytest.fail)
    JobWorker().write_heartbeat()
    with pytest.raises(UpgradeError, match="a worker is running"):
        upgrade(UpgradeOptions(without_backup=True), pytest.fail)


def test_what_does_not_verify_is_not_kept_unless_somebody_says_so(
    behind: str, tmp_path: Path
) -> None:
    report = VerificationReport(
        findings=[Finding("line_changed", "audit.AuditLine", "7")]
    )
    steps: list[str] = []
    with (
        patch.object(upgrading, "verify_and_keep", return_value=report),
        patch.object(
            upgrading, "call_command", lambda *_words, **_options: applied(behind)
        ),
    ):
        with pytest.raises(UpgradeError, match=r"the backup is .*1 things differ"):
            upgrade(UpgradeOptions(backup=tmp_path / "first.tar"), steps.append)
        assert migration_state().missing == (behind,)
        assert not BackupRecord.objects.exists()
        kept = UpgradeOptions(backup=tmp_path / "second.tar", despite_findings=True)
        upgrade(kept, steps.append)
    assert migration_state().is_current
    assert BackupRecord.objects.get().target == str(tmp_path / "second.tar")


def applied(name: str) -> None:
    MigrationRecorder(connection).record_applied(*name.split("."))


def test_an_upgrade_of_what_is_up_to_date_does_nothing() -> None:
    steps: list[str] = []
    upgrade(UpgradeOptions(), steps.append)
    assert steps == ["the database is up to date: nothing to do"]


def test_no_migration_asks_for_transactions_of_its_own() -> None:
    migrations = MigrationLoader(None).disk_migrations.values()
    assert len(migrations) > 50
    assert [m for m in migrations if not m.atomic] == []
