"""One migrated database for all parallel workers of a run: the first makes it, each starts with a copy."""

from __future__ import annotations

import fcntl
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

POSTGRESQL = "test_template_of_workers"


def copy_template(database: Any, shared: Path) -> None:
    """Let a worker's database, whose name is set, begin as a copy; `shared` is the run's folder."""
    is_file = database.vendor == "sqlite"
    template = shared / "template.sqlite3"
    name = str(template) if is_file else POSTGRESQL
    with _alone(shared / "template.lock"):
        made = shared / "template.made"
        if not made.exists():
            _migrate(database, name)
            made.touch()
    if is_file:
        shutil.copyfile(template, database.settings_dict["TEST"]["NAME"])
    else:
        database.settings_dict["TEST"]["TEMPLATE"] = name


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _migrate(database: Any, name: str) -> None:
    """Make a database of this name with all tables, and leave it to nobody."""
    from django.conf import settings  # noqa: PLC0415 -- the engine's tests know no Django

    settled = settings.DATABASES[database.alias]
    asked, own = database.settings_dict["TEST"], database.settings_dict["NAME"]
    database.settings_dict["TEST"] = {**asked, "NAME": name}
    try:
        database.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        database.close()
        settled["NAME"] = database.settings_dict["NAME"] = own
        database.settings_dict["TEST"] = asked
