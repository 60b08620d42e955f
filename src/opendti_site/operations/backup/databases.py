"""A database as one consistent file, and back: SQLite by itself, PostgreSQL by its own programs."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import DatabaseError, connection, connections, transaction

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.postgres_script import run_script

NAMES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
# What Django adds for the driver and libpq does not know.
NOT_LIBPQ = {
    "client_encoding",
    "context",
    "cursor_factory",
    "password",
    "prepare_threshold",
}


def dump(folder: Path) -> Path:
    """Write the database as it is at one moment into a file of the folder, while the site runs."""
    path = folder / NAMES[connection.vendor]
    if connection.vendor == "sqlite":
        _copy_sqlite(connection.settings_dict["NAME"], path)
    else:
        arguments = ["--format=custom", "--no-owner", "--no-privileges"]
        _run("pg_dump", *arguments, f"--file={path}", f"--dbname={_address()}")
    return path


def has_tables() -> bool:
    """Return whether anything is in the database that a restore would replace."""
    return bool(connection.introspection.table_names())


def is_filled(path: Path) -> bool:
    """Return whether a dump holds anything; an empty file is an empty database to SQLite."""
    if path.name != NAMES["sqlite"]:
        return path.stat().st_size > 0
    try:
        with closing(sqlite3.connect(path)) as dumped:
            return bool(
                dumped.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            )
    except sqlite3.Error as error:
        message = f"the database of the backup cannot be read: {error}"
        raise BackupError(message) from error


def load(path: Path) -> None:
    """Replace the database's tables by a dump, all of them or none."""
    if connection.vendor == "sqlite":
        connections.close_all()
        _copy_sqlite(path, connection.settings_dict["NAME"])
    else:
        _load_postgresql(path)


def _load_postgresql(path: Path) -> None:
    """Drop the tables and run the dump's script in one transaction."""
    script = path.with_suffix(".sql")
    _run("pg_restore", "--no-owner", "--no-privileges", f"--file={script}", str(path))
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            tables = connection.introspection.table_names(cursor)
            if tables:
                named = ", ".join(map(connection.ops.quote_name, tables))
                cursor.execute(f"DROP TABLE {named} CASCADE")
            with script.open("rb") as lines:
                run_script(lines, cursor)
    except DatabaseError as error:
        message = f"the database of the backup cannot be loaded: {error}"
        raise BackupError(message) from error
    finally:
        connection.close()  # the script has changed its search path


def _copy_sqlite(source: Path | str, target: Path | str) -> None:
    """Copy by SQLite's own backup: it sees one moment of a database in use."""
    with (
        closing(sqlite3.connect(source)) as old,
        closing(sqlite3.connect(target)) as new,
    ):
        try:
            old.backup(new)
            (answer,) = new.execute("PRAGMA quick_check").fetchone()
        except sqlite3.Error as error:
            message = f"the database cannot be copied: {error}"
            raise BackupError(
                message, "database_not_copied", error=str(error)
            ) from error
    if answer != "ok":
        message = f"the copy of the database is damaged: {answer}"
        raise BackupError(message, "database_copy_damaged", error=str(answer))


def _address() -> str:
    """Return the database for PostgreSQL's programs; the password goes another way."""
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 -- where PostgreSQL is used

    parameters = connection.get_connection_params()
    known = {key: value for key, value in parameters.items() if key not in NOT_LIBPQ}
    return make_conninfo(**known)


def _run(program: str, *arguments: str) -> None:
    path = shutil.which(program)
    if path is None:
        message = f"{program} is missing: install the client programs of PostgreSQL (Debian: postgresql-client)"
        raise BackupError(message, "program_missing", program=program)
    password = connection.settings_dict["PASSWORD"]
    surroundings = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    done = subprocess.run(  # noqa: S603 -- PostgreSQL's own program
        [path, *arguments],
        env=surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        cause = done.stderr.strip()
        message = f"{program}: {cause}"
        raise BackupError(message, "program_failed", program=program, error=cause[:300])
