"""Which database a test of the site runs on: PostgreSQL, SQLite, or both (docs/decisions/0061)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SQLITE, POSTGRESQL = "sqlite", "postgresql"
BOTH = frozenset({SQLITE, POSTGRESQL})

SIGNS = re.compile(
    r"connection\.(cursor|vendor)|IntegrityError|MigrationExecutor|\w\.migrations\.\w|bulk_create"
)
"""What a file says whose tests run on both: SQL of its own, constraints, migrations, rows in bulk."""

DIFFERENT = {
    "tests/site/audit/": "seals, triggers, what a row is written as",
    "tests/site/mail/": "a queue that several processes read",
    "tests/site/operations/": "backups, upgrades, locks, full disks",
    "tests/site/walls/": "every page, form and act; races, kills, tampering, odd characters",
    "tests/site/accounts/test_linking.py": "pages that the walls do not open",
    "tests/site/accounts/test_lists.py": "many rows at once",
    "tests/site/accounts/test_queries.py": "paths of units",
    "tests/site/accounts/test_reach.py": "search",
    "tests/site/accounts/test_removing_second_factor.py": "pages that the walls do not open",
    "tests/site/assessments/evidence/test_files.py": "files by content",
    "tests/site/assessments/evidence/test_queries.py": "search and order",
    "tests/site/assessments/submissions/test_saving.py": "numbers and texts that people type",
    "tests/site/assessments/test_counts.py": "sums and groups",
    "tests/site/frameworks/test_drafts.py": "JSON",
    "tests/site/frameworks/test_edges.py": "JSON",
    "tests/site/home/test_seed.py": "the whole demonstration",
    "tests/site/observations/": "SQL of its own for the newest rows",
    "tests/site/organisations/test_lists.py": "many rows at once",
    "tests/site/organisations/test_reorganising.py": "paths of units, many at once",
    "tests/site/publication/test_found_units.py": "search",
    "tests/site/results/test_bulk.py": "many rows at once",
    "tests/site/system/test_checks.py": "the database's clock, version and place",
    "tests/site/system/test_growth.py": "sizes of tables",
}
"""Folders and files of which each test runs on both, with what the databases do differently there."""


def databases_of(item: pytest.Item, *, is_once: bool) -> frozenset[str]:
    """Return the databases that a test runs on: wherever it can run, or once where one is enough."""
    if item.get_closest_marker("postgres"):
        return frozenset({POSTGRESQL})
    if item.get_closest_marker("sqlite") or not (is_of_site(item) and uses_rows(item)):
        return frozenset({SQLITE})
    if not is_once or _is_different(item):
        return BOTH
    return frozenset({SQLITE if opens_pages(item) else POSTGRESQL})


def is_of_site(item: pytest.Item) -> bool:
    """Tell whether a test is among those that are collected for PostgreSQL."""
    return item.nodeid.startswith("tests/site/")


def uses_rows(item: pytest.Item) -> bool:
    """Tell whether a test reads or writes the database."""
    return bool({"db", "transactional_db"} & _fixtures(item)) or any(
        item.iter_markers("django_db")
    )


def commits(item: pytest.Item) -> bool:
    """Tell whether a test commits, as one does that locks, races, kills or starts processes."""
    return "transactional_db" in _fixtures(item) or any(
        mark.kwargs.get("transaction") for mark in item.iter_markers("django_db")
    )


def opens_pages(item: pytest.Item) -> bool:
    """Tell whether a test looks at pages."""
    return "client" in _fixtures(item)


def _is_different(item: pytest.Item) -> bool:
    return (
        commits(item)
        or item.get_closest_marker("both") is not None
        or item.nodeid.startswith(tuple(DIFFERENT))
        or _has_signs(item.path)
    )


@cache
def _has_signs(path: Path) -> bool:
    return SIGNS.search(path.read_text("utf-8")) is not None


def _fixtures(item: pytest.Item) -> set[str]:
    return set(getattr(item, "fixturenames", ()))
