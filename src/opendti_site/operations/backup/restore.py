"""Restore a backup, with every hash checked before anything is changed."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connection

from opendti_site.operations.backup import databases
from opendti_site.operations.backup.archive import unpack
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.keys import restore_keys
from opendti_site.operations.backup.logs import put_logs
from opendti_site.operations.backup.write import FILES, data_files, data_folders

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


@dataclass(frozen=True, slots=True)
class Restored:
    """When the backup was written, and how many files came back."""

    created_at: str
    files: int


def restore(source: Path, *, keys: Path | None = None, force: bool = False) -> Restored:
    """Replace the database and the files by a backup; the site must be stopped.

    force: replace what is there. Raises BackupError; a damaged backup changes nothing.
    """
    if not force:
        _refuse_occupied()
    try:
        with TemporaryDirectory(dir=settings.DATA_DIR, prefix=".restore-") as folder:
            staged = Path(folder)
            listed = unpack(source, staged)
            if listed.database != connection.vendor:
                message = f"the backup is of {listed.database}, and this site is set to {connection.vendor}"
                raise BackupError(message)
            if keys is not None:
                restore_keys(keys)
            with _files_in_place(staged):
                databases.load(staged / databases.NAMES[listed.database])
            put_logs(staged)
    except OSError as error:
        message = f"the backup cannot be restored: {error}"
        raise BackupError(message) from error
    return Restored(listed.created_at, sum(1 for _file in data_files()))


def _refuse_occupied() -> None:
    if databases.has_tables() or any(data_files()):
        message = "there are data here already; --force replaces them"
        raise BackupError(message)


@contextmanager
def _files_in_place(staged: Path) -> Iterator[None]:
    """Put the staged folders where the old ones stood; put those back if the block fails."""
    home, kept, replaced = Path(settings.DATA_DIR), staged / FILES, staged / "replaced"
    for folder in (kept, replaced):
        folder.mkdir(exist_ok=True)
    _move_all(data_folders(), replaced)
    _move_all(sorted(kept.iterdir()), home)
    try:
        yield
    except BaseException:
        _move_all(data_folders(), kept)
        _move_all(sorted(replaced.iterdir()), home)
        raise


def _move_all(folders: Iterable[Path], into: Path) -> None:
    for folder in folders:
        folder.rename(into / folder.name)
