"""Everything that can be found out about the site from its own machine."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial, update_wrapper
from pathlib import Path

from django.db import DatabaseError, connection

from opendti_site.system.checks import (
    ages,
    certificates,
    clock,
    data,
    environment,
    folders,
    machine,
    mail,
    scanner,
)
from opendti_site.system.problems import Problem, ProblemFinder, found_by

WITHOUT_DATABASE: tuple[ProblemFinder, ...] = (
    environment.frameworks_own_checks,
    folders.permissions,
    folders.anchors,
    data.space,
    mail.server,
    scanner.scanner,
)
WITH_TABLES: tuple[ProblemFinder, ...] = (
    environment.settings_of_the_site,
    folders.audit_key,
    clock.clock,
    ages.versions,
    machine.workers_and_jobs,
    machine.periodic_work,
    data.backups,
    data.names_of_backups,
    data.verifications,
    mail.queue,
)


def examine(*, certificate: Path | None = None) -> list[Problem]:
    """Return what is wrong, the worst first.

    What a database that does not answer, or lacks tables, keeps from being known is left out:
    that fault is named instead.
    """
    look = update_wrapper(
        partial(certificates.certificate, certificate), certificates.certificate
    )
    asked: list[ProblemFinder] = [*WITHOUT_DATABASE, look]
    asked += [_no_database] if not _answers() else _of_tables()
    return found_by(*asked)


def _of_tables() -> list[ProblemFinder]:
    """Return the checks that read tables; behind the program, nothing but that can be said."""
    missing = any(problem.code == "migrations_missing" for problem in data.tables())
    return [data.tables] if missing else [data.tables, *WITH_TABLES]


def _answers() -> bool:
    try:
        connection.ensure_connection()
    except DatabaseError:
        return False
    return True


def _no_database() -> Iterator[Problem]:
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        lines = str(error).strip().splitlines()
        yield Problem("no_database", "bad", {"error": lines[0] if lines else ""})
