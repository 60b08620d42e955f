"""A site that was restored elsewhere, after its key was changed and its units were: whole, and as watchful."""

from __future__ import annotations

import datetime as dt
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from django.core.management import call_command

from opendti_site.audit.actions import rotate_key
from opendti_site.organisations.actions import close_unit, create_unit, edit_unit
from opendti_site.publication.actions import EditionFacts, publish_run
from tests.site.operations.test_backup import opendti
from tests.site.runs import run

if TYPE_CHECKING:
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

__all__ = ["run"]  # a fixture
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.tampered(
        "sealed with keys of the test alone, which are gone at its end"
    ),
]


@pytest.fixture(autouse=True)
def own_files(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """Keys and an anchor of this test alone: its key is changed."""
    here = tmp_path / "here"
    settings.AUDIT_KEY_FILE = here / "audit_key"
    settings.KEY_FILES = settings.KEY_FILES | {"audit_key": settings.AUDIT_KEY_FILE}
    settings.AUDIT_ANCHORS = [str(here / "audit_anchor")]
    return here


@pytest.fixture
def reorganised(
    run: Run,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> Unit:
    """A published round, whose units were renamed, moved and closed, and keys changed in between."""
    publish_run(run, EditionFacts(title="Kết quả 2026"), by=coordinator)
    rotate_key(by=coordinator)
    successor = create_unit(
        by=coordinator, code="HEIR", name="Cục Mới", parent=ministry
    )
    changes = {"name": "Cục Khác", "code": "KHAC", "parent": successor}
    edited = edit_unit(
        unit=agency, version=agency.version, by=coordinator, changes=changes
    )
    rotate_key(by=coordinator)
    close_unit(
        unit=department, on=dt.date(2026, 1, 1), reason="Hợp nhất", by=coordinator
    )
    return edited


def execute(surroundings: dict[str, str], sql: str) -> None:
    """Change the restored database past the site."""
    url = surroundings["OPENDTI_DATABASE_URL"]
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file, file:
            file.execute(sql)
    else:
        with psycopg.connect(url, autocommit=True) as link:
            link.execute(sql)


def test_a_restored_site_verifies_and_finds_what_is_changed_there(
    reorganised: Unit,
    elsewhere: dict[str, str],
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys.json"
    call_command("backup", tmp_path / "backup.tar", keys=keys)
    source = [tmp_path / "backup.tar", "--keys", keys]
    restored = opendti(elsewhere, "restore", *source)
    assert restored.returncode == 0, restored.stderr
    whole = opendti(elsewhere, "verify_audit")
    assert whole.returncode == 0, whole.stdout + whole.stderr
    unit = reorganised.pk
    execute(elsewhere, f"UPDATE organisations_unit SET name = 'X' WHERE id = {unit}")  # noqa: S608 -- a number
    changed = opendti(elsewhere, "verify_audit")
    assert changed.returncode == 1
    assert f"organisations.Unit {unit}" in changed.stdout + changed.stderr
    assert "1 things differ" in changed.stderr


@pytest.mark.sqlite
def test_an_older_copy_put_back_as_a_whole_is_found_by_the_anchor_alone(
    reorganised: Unit,
    own_files: Path,
    elsewhere: dict[str, str],
    coordinator: User,
    tmp_path: Path,
) -> None:
    keys = tmp_path / "keys.json"
    call_command("backup", tmp_path / "old.tar", keys=keys)
    edit_unit(
        unit=reorganised,
        version=reorganised.version,
        by=coordinator,
        changes={"name": "Cục Sau"},
    )
    restored = opendti(elsewhere, "restore", tmp_path / "old.tar", "--keys", keys)
    assert restored.returncode == 0, restored.stderr
    # Every line and row of it is true: without an anchor it is a site that never was longer.
    assert opendti(elsewhere, "verify_audit").returncode == 0
    anchor = own_files / "audit_anchor"
    compared = opendti(elsewhere, "verify_audit", "--anchors", anchor)
    assert compared.returncode == 1
    assert "1 things differ" in compared.stderr
