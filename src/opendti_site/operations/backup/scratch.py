"""The scratch database of drills: empty before and after each, whatever becomes of the drill."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

from django.conf import settings

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.leftovers import in_use, is_unused
from opendti_site.operations.durable import flush_folder, flushed_beside

MARK = "drill_database"
"""The file of the data folder that names the database which a drill is filling."""


@contextmanager
def scratch_database() -> Iterator[tuple[int, ...]]:
    """Yield the scratch database for the block, if the settings name one; it is emptied afterwards.

    Yields descriptors: while a process holds them open, no other drill begins. Only what a drill
    has put there is ever removed: tables of others, or another drill, raise BackupError.
    """
    if not settings.DRILL_DATABASE_URL:
        yield ()
        return
    clear_interrupted_drill()
    if _scratch().tables():
        message = "the database of OPENDTI_DRILL_DATABASE_URL holds tables that no drill has put there; it must be empty"
        raise BackupError(message, "drill_database_in_use")
    mark = _mark()
    with flushed_beside(mark, _scratch().name_of_database().encode()) as fresh:
        fresh.replace(mark)
    flush_folder(mark.parent)
    with in_use(mark) as descriptor:
        try:
            yield (descriptor,)
        finally:
            _empty()


def clear_interrupted_drill() -> bool:
    """Empty the scratch database if a drill that was killed has filled it; return whether one had."""
    mark = _mark()
    if not settings.DRILL_DATABASE_URL or not mark.exists():
        return False
    if not is_unused(mark):
        message = "another drill is under way"
        raise BackupError(message, "drill_under_way")
    if mark.read_text("utf-8") != _scratch().name_of_database():
        mark.unlink()  # the settings name another one since
        return False
    _empty()
    return True


def _empty() -> None:
    """Remove every table, then the note that there are some."""
    _scratch().drop_tables()
    _mark().unlink(missing_ok=True)


def _scratch() -> ModuleType:
    from opendti_site.operations.backup import scratch_tables  # noqa: PLC0415 -- loads psycopg

    return scratch_tables


def _mark() -> Path:
    return Path(settings.DATA_DIR) / MARK
