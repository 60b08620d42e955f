"""Files that outlive a power cut: a file's own flush covers neither its name nor the folders above it."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile


def flush_folder(folder: Path) -> None:
    """Put the names of a folder on the disk, where the file system can do that."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno != errno.EINVAL:  # a file system that flushes no folders
            raise
    finally:
        os.close(descriptor)


def flush_names(path: Path, *, below: Path) -> None:
    """Put a file's name on the disk, and those of the folders above it up to a folder."""
    for folder in path.parents:
        flush_folder(folder)
        if folder == below:
            return


def flush_tree(top: Path) -> None:
    """Put all names below a folder on the disk; their files have been flushed."""
    for folder in (top, *(path for path in top.rglob("*") if path.is_dir())):
        flush_folder(folder)


@contextmanager
def flushed_beside(path: Path, content: bytes) -> Iterator[Path]:
    """Yield a new file with that content beside a path, for its owner alone; move or link it there.

    Whatever becomes of the block, nothing is left under the file's own name.
    """
    # NamedTemporaryFile makes its file with mode 0600.
    with NamedTemporaryFile(dir=path.parent, prefix=path.name, delete=False) as file:
        fresh = Path(file.name)
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            yield fresh
            # After the move: a file that is on the disk under no name is gone after a power
            # cut.
            flush_folder(path.parent)
        finally:
            fresh.unlink(missing_ok=True)
