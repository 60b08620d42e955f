"""Where backups may go: a bucket, or a folder that every process finds and that no backup keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.operations import checks
from opendti_site.operations.backup import BackupError
from opendti_site.operations.backup.chores import DAILY_BACKUP
from opendti_site.operations.backup.storage import storage_at
from opendti_site.operations.chores import run_chore
from opendti_site.system.checks import environment

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper


@pytest.mark.parametrize("where", [".", "backups", "..", "linked"])
def test_backups_and_data_do_not_lie_in_each_other(
    where: str, settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "site"
    (settings.DATA_DIR / "files").mkdir(parents=True)
    (tmp_path / "linked").symlink_to(settings.DATA_DIR / "files")
    home = tmp_path if where == "linked" else settings.DATA_DIR
    settings.BACKUP_TO = str(home / where)
    with pytest.raises(BackupError, match="lie in each other"):
        storage_at(settings.BACKUP_TO)
    assert [found.id for found in checks.check_backup_target()] == ["operations.E002"]
    found = {problem.code: problem for problem in environment.frameworks_own_checks()}
    assert settings.BACKUP_TO in found["backup_entangled"].remedy


@pytest.mark.django_db
@pytest.mark.parametrize(
    "target",
    ["S3://site", "s3://", "s3:///prefix", "backups", "~/backups", " /backups"],
)
def test_a_target_that_is_neither_a_bucket_nor_a_whole_path_is_refused(
    target: str,
    settings: SettingsWrapper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`S3://site` was a folder below wherever the process was started, and counted as a backup."""
    monkeypatch.chdir(tmp_path)
    settings.BACKUP_TO = target
    outcome = run_chore(DAILY_BACKUP)
    assert outcome
    (fault,) = outcome.faults
    assert fault.endswith(f"not {target!r}")
    assert list(tmp_path.iterdir()) == []
    assert [found.id for found in checks.check_backup_target()] == ["operations.E003"]


def test_an_endpoint_that_is_none_is_named(
    settings: SettingsWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    settings.BACKUP_TO = "s3://site?endpoint=nowhere"
    with pytest.raises(BackupError, match="Invalid endpoint"):
        storage_at(settings.BACKUP_TO)


def test_a_folder_beside_the_data_or_a_bucket_may_hold_backups(
    settings: SettingsWrapper, tmp_path: Path
) -> None:
    settings.DATA_DIR = tmp_path / "site"
    for target in ("", f"{tmp_path}/site-backups", f"s3://site{settings.DATA_DIR}"):
        settings.BACKUP_TO = target
        assert checks.check_backup_target() == []
