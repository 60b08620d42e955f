"""Files outside the data that are only ever added to: kept, and never written over.

They are read before the database, so that what they say of it is in the backup: restored
together, the database may be ahead of such a file and never behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

FOLDER = "logs"  # of a backup
Source = Callable[[], list[Path]]
_SOURCES: list[Source] = []


def register_logs(source: Source) -> None:
    """Add a function that returns such files; called once by the app that writes them."""
    _SOURCES.append(source)


def log_files() -> list[tuple[Path, str]]:
    """Return every such file, there or not, with its name in a backup."""
    paths = dict.fromkeys(path for source in _SOURCES for path in source())
    return [(path, f"{FOLDER}/{n}-{path.name}") for n, path in enumerate(paths)]


def put_logs(staged: Path) -> None:
    """Put back the files that are missing; one that is there knows more than the backup."""
    for path, name in log_files():
        kept = staged / name
        if kept.is_file() and not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_bytes(kept.read_bytes())
