"""Whether a fault is that the disk is full, whoever noticed: the system, SQLite or PostgreSQL."""

from __future__ import annotations

import errno
from collections.abc import Iterator

NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
POSTGRESQL_DISK_FULL = "53100"
# The second: the index of SQLite's journal could not grow.
SQLITE_FULL = {"SQLITE_FULL", "SQLITE_IOERR_SHMSIZE"}


def is_out_of_space(error: BaseException | None) -> bool:
    """Return whether an exception, or one that led to it, says that no space is left."""
    return any(_is_full_disk(found) for found in _with_causes(error))


def _is_full_disk(error: BaseException) -> bool:
    return (
        (isinstance(error, OSError) and error.errno in NO_SPACE)
        or getattr(error, "sqlstate", None) == POSTGRESQL_DISK_FULL
        or getattr(error, "sqlite_errorname", None) in SQLITE_FULL
    )


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__
