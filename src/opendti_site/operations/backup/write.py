"""Write a backup: logs, then the database, then files, so that no row is without its file."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from opendti_site.operations.backup import databases
from opendti_site.operations.backup.archive import Writer, new_archive
from opendti_site.operations.backup.encryption import SUFFIX, recipients
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.keys import write_keys
from opendti_site.operations.backup.leftovers import note_folder, work_folder
from opendti_site.operations.backup.logs import log_files
from opendti_site.operations.backup.manifest import Manifest
from opendti_site.operations.backup.versions import applied_migrations

FILES = "files"  # the folder of a backup that holds those of the data folder
NOT_KEPT = {
    "orphans",
    "uploads",
    "made",
}  # of the data folder: what no row names, or can be made again


def back_up(target: Path, *, keys: Path | None = None) -> Manifest:
    """Write the whole site into a new folder or tar file, while it runs.

    Keys are never in it; `keys` is a file of their own. A name that ends in `.age` is
    encrypted for the recipients of the settings. Raises BackupError, and leaves nothing
    behind then.
    """
    target = target.resolve()
    if target.is_relative_to(settings.DATA_DIR):
        message = "a backup inside the data folder would be lost with it"
        raise BackupError(message)
    written, _sha256 = write_backup(target)
    if keys is not None:
        with _backup_errors(keys.parent):
            write_keys(keys)
    return written


def write_backup(target: Path) -> tuple[Manifest, str]:
    """Write a backup wherever it may lie, as `back_up`; return the SHA-256 of a file as well."""
    readers = recipients() if target.suffix == SUFFIX else []
    if target.suffix == SUFFIX and not readers:
        message = "an encrypted backup needs OPENDTI_BACKUP_RECIPIENTS"
        raise BackupError(message)
    listed = Manifest(
        database=connection.vendor,
        program=version("opendti"),
        created_at=timezone.now().isoformat(timespec="seconds"),
        migrations=applied_migrations(),
    )
    # What lies here for a moment is readable: of an encrypted backup it stays on this machine.
    near = Path(settings.FILE_UPLOAD_TEMP_DIR) if readers else target.parent
    with _backup_errors(target.parent):
        note_folder(target.parent)
        with new_archive(target, listed, readers) as archive:
            _add_all(archive, near)
    return listed, archive.sha256


@contextmanager
def _backup_errors(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"the backup cannot be written: {error}"
        cause = errno.errorcode.get(error.errno or 0, "")
        raise BackupError(
            message,
            "backup_unwritable",
            path=str(folder),
            cause=cause or str(error),
        ) from error


def _add_all(archive: Writer, near: Path) -> None:
    """Add everything in the order that the module's first line gives; near: where space is."""
    # In this order: the file of any row in the dump was there before it, and is still to be copied.
    for path, name in log_files():
        if path.is_file():
            archive.add(path, name)
    with work_folder(near) as folder:
        dumped = databases.dump(folder)
        archive.add(dumped, dumped.name)
    for path, name in data_files():
        archive.add(path, f"{FILES}/{name}")


def data_files() -> Iterator[tuple[Path, str]]:
    """Yield every file to be kept, with its name below the data folder.

    Whatever lies in a folder of the data folder is kept, so that a new capability's files
    are in the backup without a line here. Keys and the SQLite database lie beside the folders.
    """
    for folder in data_folders():
        for path in sorted(folder.rglob("*")):
            # A link could lead anywhere, and would bring in a file that is not the site's.
            if path.is_file() and not path.is_symlink():
                yield path, path.relative_to(settings.DATA_DIR).as_posix()


def data_folders() -> list[Path]:
    """Return the folders of the data folder that belong to the site's data."""
    found = Path(settings.DATA_DIR).iterdir()
    return sorted(path for path in found if path.is_dir() and is_kept_folder(path.name))


def is_kept_folder(name: str) -> bool:
    """Return whether a folder of the data folder belongs to the site's data."""
    return name not in NOT_KEPT and not name.startswith(".")
