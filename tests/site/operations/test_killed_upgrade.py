"""An upgrade that is killed in any of its steps: the database is whole, and the next one ends what it began."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.site.operations.test_upgrade import (
    STATE,
    VERSIONS,
    Site,
    command,
    run,
    unpacked,
)

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.django_db(transaction=True)
KILL = """
import os, pathlib, signal, sys
import django; django.setup()
from django.core.management import call_command
from opendti_site.operations.backup import write
from opendti_site.system import upgrading

def die(*_words, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

def replace(module, name, function):
    getattr(module, name)  # a renamed one would be replaced in vain
    setattr(module, name, function)

step, target = sys.argv[1:]
if step == "before the backup":
    replace(upgrading, '_backed_up', die)
elif step == "in the backup":
    replace(write, 'data_files', die)
elif step == "after the backup":
    replace(upgrading, 'single_transaction', die)
elif step == "before the verification":
    replace(upgrading, '_verify', die)
elif step == "after the verification":
    verify = upgrading._verify
    def verify_and_die(*words):
        verify(*words)
        die()
    replace(upgrading, '_verify', verify_and_die)
elif step == "once it is done":
    replace(upgrading.BackupRecord, 'save', die)
call_command("upgrade", backup=pathlib.Path(target), quick=True)
"""
UNDONE = (
    "before the backup",
    "in the backup",
    "after the backup",
    "before the verification",
    "after the verification",
)
DONE = "once it is done"
# What is printed before the kill must not wait in a buffer.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "opendti_site.config.settings",
    "PYTHONUNBUFFERED": "1",
}


def killed_in(step: str, site: Site, backup: Path) -> str:
    """Kill an upgrade in a step; return what it printed."""
    ended = run(site | SETTINGS, "-c", KILL, step, str(backup))
    assert ended.returncode == -9, ended.stdout + ended.stderr
    return ended.stdout


def test_an_upgrade_that_is_killed_anywhere_leaves_all_or_nothing(
    elsewhere: Site, tmp_path: Path
) -> None:
    dump = unpacked(VERSIONS[-1], elsewhere)
    look = ("shell", "-v", "0", "-c", STATE)
    before = command(elsewhere, *look, given=str(dump)).stdout
    for number, step in enumerate(UNDONE):
        backup = tmp_path / f"{number}.tar"
        killed_in(step, elsewhere, backup)
        assert command(elsewhere, *look).stdout == before, step
        # A backup is there whole, or not under its name.
        assert backup.exists() == (number > 1), step
    last = tmp_path / "last.tar"
    assert "verified" in killed_in(DONE, elsewhere, last)
    after = command(elsewhere, *look).stdout
    assert len(json.loads(after)[1]) > len(json.loads(before)[1])
    assert last.exists()
    again = command(elsewhere, "upgrade")
    assert "up to date: nothing to do" in again.stdout, again.stderr
    assert command(elsewhere, "verify_audit", "--quick").returncode == 0
