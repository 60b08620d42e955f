"""No test is lost between the two databases."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from django.db import connection

from tests.site.conftest import COLLECTED, LEFT_OUT
from tests.site.databases import (
    BOTH,
    DIFFERENT,
    POSTGRESQL,
    SQLITE,
    commits,
    databases_of,
    is_of_site,
)

ROOT = Path(__file__).parents[2]
CHOSEN = "sqlite", "postgres"


def collected(request: pytest.FixtureRequest) -> list[pytest.Item]:
    found = request.config.stash[COLLECTED]
    assert found
    return found


def marks(item: pytest.Item) -> set[str]:
    return {mark.name for mark in item.iter_markers()}


def test_every_test_runs_on_a_database_that_has_a_run(request: pytest.FixtureRequest):
    runs = {True: BOTH, False: {SQLITE}}  # PostgreSQL is for tests of the site alone
    lost = [
        item.nodeid
        for item in collected(request)
        for is_once in (True, False)
        if not databases_of(item, is_once=is_once) & runs[is_of_site(item)]
    ]
    assert lost == []


@pytest.mark.both
@pytest.mark.django_db
def test_this_run_leaves_out_what_is_of_the_other_database(
    request: pytest.FixtureRequest,
):
    is_once = request.config.getoption("--once")
    left_out = {item.nodeid for item in request.config.stash[LEFT_OUT]}
    assert left_out == {
        item.nodeid
        for item in collected(request)
        if connection.vendor not in databases_of(item, is_once=is_once)
    }
    assert left_out & {item.nodeid for item in request.session.items} == set()


def test_what_commits_runs_on_both(request: pytest.FixtureRequest):
    """Races, kills, upgrades and processes of their own commit."""
    once = [
        item.nodeid
        for item in collected(request)
        if is_of_site(item) and commits(item) and not marks(item) & set(CHOSEN)
        if databases_of(item, is_once=True) != BOTH
    ]
    assert once == []


def test_only_one_database_is_named_by_marks(request: pytest.FixtureRequest):
    named = {"both", *CHOSEN}
    torn = [i.nodeid for i in collected(request) if len(marks(i) & named) > 1]
    assert torn == []


def test_what_is_named_as_different_is_there():
    assert [path for path in DIFFERENT if not (ROOT / path).exists()] == []


DEFAULTS = '''
"""A file that nobody has put anywhere."""
import pytest

def test_without_rows(): ...
def test_a_page(db, client): ...
def test_an_act(db): ...
@pytest.mark.django_db
def test_another_act(): ...
@pytest.mark.django_db(transaction=True)
def test_a_race(): ...
def test_another_race(transactional_db): ...
@pytest.mark.both
def test_of_both(db): ...
@pytest.mark.sqlite
def test_of_one(db): ...
@pytest.mark.postgres
def test_of_the_other(db): ...
'''


def test_a_new_test_runs_where_a_fault_would_show(
    request: pytest.FixtureRequest, tmp_path: Path
):
    sqlite, postgresql = frozenset({SQLITE}), frozenset({POSTGRESQL})
    assert placed(request, tmp_path / "test_new.py", DEFAULTS) == {
        "test_without_rows": (sqlite, sqlite),
        "test_a_page": (sqlite, BOTH),
        "test_an_act": (postgresql, BOTH),
        "test_another_act": (postgresql, BOTH),
        "test_a_race": (BOTH, BOTH),
        "test_another_race": (BOTH, BOTH),
        "test_of_both": (BOTH, BOTH),
        "test_of_one": (sqlite, sqlite),
        "test_of_the_other": (postgresql, postgresql),
    }
    by_sql = DEFAULTS + "\n\ndef by_sql(): connection.cursor()\n"
    again = placed(request, tmp_path / "test_new_sql.py", by_sql)
    assert (again["test_a_page"], again["test_an_act"]) == ((BOTH, BOTH), (BOTH, BOTH))


def placed(
    request: pytest.FixtureRequest, path: Path, text: str
) -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    """Return where each test of a file would run as part of the site: once, and wherever it can."""
    path.write_text(text, "utf-8")
    module = pytest.Module.from_parent(
        request.session, path=path, nodeid="tests/site/test_new.py"
    )
    return {
        item.name: (
            databases_of(item, is_once=True),
            databases_of(item, is_once=False),
        )
        for item in request.session.genitems(module)
    }


@pytest.mark.parametrize(("target", "shared"), [("test", 2), ("test-all", 0)])
def test_make_runs_the_tests_on_each_database(target: str, shared: int):
    dry = subprocess.run(  # noqa: S603 -- our own command
        ["make", "--dry-run", target],  # noqa: S607 -- the one of whoever runs the tests
        check=True,
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    runs = [line for line in dry.stdout.splitlines() if "-m pytest" in line]
    assert ["with_postgres" in line for line in runs] == [False, True]
    assert sum("--once" in line for line in runs) == shared
