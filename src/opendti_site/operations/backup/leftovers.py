"""What a killed backup leaves beside its target: known by its name, and by nobody's lock on it."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

STAGED = ".opendti-"
"""How everything begins that a backup makes beside its target while it works."""
NOTED = "backup_folder"
"""The file of the data folder that names where the last backup went."""


@contextmanager
def in_use(path: Path) -> Iterator[None]:
    """Hold a lock on a file or folder, which ends with the process, however that ends."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def sweep(folder: Path) -> int:
    """Remove from a folder what no living backup is writing; return how many there were."""
    unused = [path for path in sorted(folder.glob(f"{STAGED}*")) if _is_unused(path)]
    for path in unused:
        remove(path)
    return len(unused)


def sweep_noted() -> int:
    """Sweep the folder that the last backup was written to, where it still is there."""
    try:
        folder = Path(_noted().read_text("utf-8"))
    except FileNotFoundError:
        return 0
    return sweep(folder) if folder.is_dir() else 0


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


def _is_unused(path: Path) -> bool:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:  # gone meanwhile, or not ours
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(descriptor)
    return True


def _noted() -> Path:
    return Path(settings.DATA_DIR) / NOTED
