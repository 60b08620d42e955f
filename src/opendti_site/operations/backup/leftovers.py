"""What a killed backup leaves beside its target: known by its name, and by nobody's lock on it."""

from __future__ import annotations

import fcntl
import os
import shutil
import tarfile
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

STAGED = ".opendti-"
"""How everything begins that a backup makes beside its target while it works."""
PARTS = {"logs", "files", "database.sqlite3", "database.dump", "manifest.json"}
"""What lies at the top of a backup."""
OLD = 24 * 3600  # seconds; no backup takes so long
NOTED = "backup_folder"
"""The file of the data folder that names where the last backup went."""


@contextmanager
def in_use(path: Path) -> Iterator[int]:
    """Hold a lock on a file or folder, which ends with the process, however that ends.

    Yields the descriptor that holds it: a child that is given it holds the lock as well.
    """
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """Yield a new folder that is removed after the block, or swept where the process was killed."""
    with TemporaryDirectory(dir=parent, prefix=STAGED) as folder, in_use(Path(folder)):
        yield Path(folder)


def sweep(folder: Path) -> int:
    """Remove from a folder what no living backup is writing; return how many there were."""
    found = {*folder.glob(f"{STAGED}*"), *_of_older_versions(folder)}
    unused = [path for path in sorted(found) if is_unused(path)]
    for path in unused:
        remove(path)
    return len(unused)


def sweep_noted() -> int:
    """Sweep where backups work, and the folder that the last one was written to, where it still is there."""
    folders = {Path(settings.FILE_UPLOAD_TEMP_DIR)}
    with suppress(FileNotFoundError):
        folders.add(Path(_noted().read_text("utf-8")))
    return sum(sweep(folder) for folder in folders if folder.is_dir())


def note_folder(folder: Path) -> None:
    """Remember where backups go; a full disk keeps no backup from being written elsewhere."""
    with suppress(OSError):
        _noted().write_text(str(folder), "utf-8")


def remove(path: Path) -> None:
    """Remove a file or a whole folder; nothing where there is none."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _of_older_versions(folder: Path) -> Iterator[Path]:
    """Yield what a version left that locked nothing and named its file `.NAME.partial`, as others do too.

    So it must be a day old, and hold what a backup holds.
    """
    for path in folder.glob(".*.partial"):
        with suppress(OSError):
            is_old = path.stat().st_mtime < time.time() - OLD
            if is_old and not path.is_symlink() and _holds_backup(path):
                yield path


def _holds_backup(path: Path) -> bool:
    if path.is_dir():
        names = {inside.name for inside in path.iterdir()}
        return bool(names) and names <= PARTS
    try:
        with tarfile.open(path) as archive:
            first = archive.next()
    except (tarfile.TarError, EOFError, zlib.error):
        return False
    return first is not None and first.name.split("/")[0] in PARTS


def is_unused(path: Path) -> bool:
    """Return whether a file or folder is there, and no living process holds a lock on it."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:  # gone meanwhile, or not ours
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:  # locked, or by a file system that locks nothing
        return False
    finally:
        os.close(descriptor)
    return True


def _noted() -> Path:
    return Path(settings.DATA_DIR) / NOTED
