"""Restore a backup, with every hash checked before anything is changed."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection

from opendti_site.operations.backup import databases
from opendti_site.operations.backup.archive import unpack
from opendti_site.operations.backup.encryption import SUFFIX, decrypt
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.keys import restore_keys
from opendti_site.operations.backup.logs import FOLDER as LOGS
from opendti_site.operations.backup.logs import put_logs
from opendti_site.operations.backup.manifest import Manifest
from opendti_site.operations.backup.versions import refuse_newer
from opendti_site.operations.backup.write import (
    FILES,
    data_files,
    data_folders,
    is_kept_folder,
)
from opendti_site.operations.durable import flush_folder, flush_tree

STAGED = ".restore-"
"""How the folder's name begins in which a restore works, inside the data folder."""


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """When the backup was written, and how many files came back."""

    created_at: str
    files: int


def restore(
    source: Path,
    *,
    keys: Path | None = None,
    identity: Path | None = None,
    force: bool = False,
) -> RestoreReport:
    """Replace the database and the files by a backup; the site must be stopped.

    identity: the file that reads an encrypted backup. force: replace what is there. Raises
    BackupError; a damaged backup changes nothing.
    """
    if not force:
        _refuse_occupied()
    try:
        with TemporaryDirectory(dir=settings.DATA_DIR, prefix=STAGED) as folder:
            staged = Path(folder)
            with _readable(source, identity) as readable:
                listed = unpack(readable, staged)
            # All checks before the first change: a refused backup leaves the site as it is.
            refuse_newer(listed)
            dumped = _dumped_database(listed, staged)
            _refuse_strange_files(listed)
            if keys is not None:
                restore_keys(keys)
            with _files_in_place(staged):
                # Last, inside the files' safety net: if it fails, they are put back.
                databases.load(dumped)
            put_logs(staged)
    except OSError as error:
        message = f"the backup cannot be restored: {error}"
        raise BackupError(message) from error
    _remove_interrupted()
    return RestoreReport(listed.created_at, sum(1 for _file in data_files()))


@contextmanager
def _readable(source: Path, identity: Path | None) -> Iterator[Path]:
    """Yield the path of a backup that can be read; of an encrypted one a copy that is removed."""
    if source.suffix != SUFFIX:
        yield source
        return
    if identity is None:
        message = f"{source} is encrypted: --identity names the file that reads it"
        raise BackupError(message)
    with TemporaryDirectory(dir=settings.DATA_DIR, prefix=STAGED) as folder:
        readable = Path(folder) / source.stem
        decrypt(source, readable, identity)
        yield readable


def _refuse_occupied() -> None:
    if databases.has_tables() or any(data_files()):
        message = "there are data here already; --force replaces them"
        raise BackupError(message)


def _dumped_database(listed: Manifest, staged: Path) -> Path:
    """Return the database of a backup; refuse one that is not this site's kind, or empty."""
    if listed.database != connection.vendor:
        message = f"the backup is of {listed.database}, and this site is set to {connection.vendor}"
        raise BackupError(message)
    dumped = staged / databases.NAMES[listed.database]
    if dumped.name not in listed.files or not databases.is_filled(dumped):
        message = "the backup holds no database, or an empty one"
        raise BackupError(message)
    return dumped


def _refuse_strange_files(listed: Manifest) -> None:
    """
    Refuse a backup with files that no backup of ours holds.

    What lies beside the folders of the data folder (keys, the database) would be replaced.
    """
    for name in listed.files:
        top, *below = PurePosixPath(name).parts
        is_kept_file = top == FILES and len(below) > 1 and is_kept_folder(below[0])
        if top != LOGS and name not in databases.NAMES.values() and not is_kept_file:
            message = f"the backup holds a file that is not of a site's data: {name}"
            raise BackupError(message)


def interrupted_restores() -> list[Path]:
    """Return the folders of restores that were killed; each holds what was to be replaced."""
    return sorted(Path(settings.DATA_DIR).glob(f"{STAGED}*"))


def _remove_interrupted() -> None:
    for folder in interrupted_restores():
        shutil.rmtree(folder)


@contextmanager
def _files_in_place(staged: Path) -> Iterator[None]:
    """Put the staged folders where the old ones stood; put those back if the block fails."""
    home, kept, replaced = Path(settings.DATA_DIR), staged / FILES, staged / "replaced"
    for folder in (kept, replaced):
        folder.mkdir(mode=0o700, exist_ok=True)
    flush_tree(staged)
    flush_folder(home)  # from here on a power cut leaves an interrupted restore
    # Folders are moved, not copied: a rename on one disk is done or not, and needs no space.
    _move_all(data_folders(), replaced)
    _move_all(sorted(kept.iterdir()), home)
    try:
        for folder in (replaced, home):
            flush_folder(folder)
        yield
    # Also on Ctrl+C: between the two moves the site has no files.
    except BaseException:
        _move_all(data_folders(), kept)
        _move_all(sorted(replaced.iterdir()), home)
        raise


def _move_all(folders: Iterable[Path], into: Path) -> None:
    for folder in folders:
        folder.rename(into / folder.name)
