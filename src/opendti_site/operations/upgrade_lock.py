"""The lock of an upgrade: one at a time, and whoever works on the tables sees that it runs.

PostgreSQL keeps it for a session, a file system for an open file: a killed upgrade holds nothing.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db import connection

NAMESPACE, KEY = 46_000, 1
ATTEMPTS, PAUSE = 10, 0.05  # a look at the file holds it for a moment
RUNNING = (
    "Đang có một lần nâng cấp khác chạy; xin chờ lần đó xong rồi chạy lại.\n"
    "Another upgrade is running; wait until it ends, then run this again."
)
PAUSED = "an upgrade is running: stop the site until it ends"


class UpgradeRunningError(Exception):
    """Another process upgrades the database now."""

    def __init__(self) -> None:
        super().__init__(RUNNING)


_held = False


@contextmanager
def upgrade_lock() -> Iterator[None]:
    """Hold the lock during the block; raise UpgradeRunningError where another process does."""
    global _held  # noqa: PLW0603 -- a process holds it once, however often it asks
    if _held:
        yield
        return
    with _held_by_server() if connection.vendor == "postgresql" else _held_by_file():
        _held = True
        try:
            yield
        finally:
            _held = False


def upgrade_is_running() -> bool:
    """Return whether any process upgrades the database now."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database"
                " WHERE locktype = 'advisory' AND granted AND classid = %s AND objid = %s"
                " AND datname = current_database()",
                [NAMESPACE, KEY],
            )
            return cursor.fetchone() is not None
    path = _path()
    if path is None or not path.is_file():  # whatever else lies there holds no lock
        return False
    descriptor = os.open(path, os.O_RDWR)
    try:
        return not _locks(descriptor, fcntl.LOCK_SH)
    finally:
        os.close(descriptor)


@contextmanager
def _held_by_server() -> Iterator[None]:
    # A connection of its own: no step of the upgrade closes it.
    with closing(connection.copy()) as own:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [NAMESPACE, KEY])
            if not cursor.fetchone()[0]:
                raise UpgradeRunningError
        yield


@contextmanager
def _held_by_file() -> Iterator[None]:
    path = _path()
    if path is None:  # a database in memory is this process's alone
        yield
        return
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _give_to_owner_of_database(descriptor)
        for _attempt in range(ATTEMPTS):
            if _locks(descriptor, fcntl.LOCK_EX):
                break
            time.sleep(PAUSE)
        else:
            raise UpgradeRunningError
        yield
    finally:
        os.close(descriptor)


def _give_to_owner_of_database(descriptor: int) -> None:
    """Let the site's user open what root has made, as SQLite does with its journals."""
    with suppress(OSError):
        owner = Path(connection.settings_dict["NAME"]).stat()
        if os.geteuid() == 0:
            os.fchown(descriptor, owner.st_uid, owner.st_gid)


def _locks(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _path() -> Path | None:
    """Return the file beside SQLite's own; None for a database that is no file."""
    name = connection.settings_dict["NAME"]
    is_in_memory = connection.creation.is_in_memory_db(name)  # type: ignore[attr-defined]  # of SQLite
    return None if is_in_memory else Path(f"{name}.upgrading")
