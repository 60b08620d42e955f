"""Surroundings of every test: set before Django reads its settings."""

from __future__ import annotations

import gc
import os
import secrets
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from tests.template import copy_template

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

SURROUNDINGS = {
    "OPENDTI_DEBUG": "1",
    "OPENDTI_SECRET_KEY": "only-for-tests-" * 5,
    "DJANGO_SETTINGS_MODULE": "opendti_site.config.settings",
}
UNSET = (
    "OPENDTI_DEMO",
    "OPENDTI_HOSTS",
    "OPENDTI_HTTPS",
    "OPENDTI_TRUSTED_PROXY",
    # Tests start the site in hundreds of processes: each would compile it anew.
    "PYTHONDONTWRITEBYTECODE",
)

# A parallel worker is born into the surroundings that the first process made.
if "PYTEST_XDIST_WORKER" not in os.environ:
    if "opendti_site.config.settings" in sys.modules:
        message = "unset DJANGO_SETTINGS_MODULE: the tests bring their own surroundings"
        raise pytest.UsageError(message)
    _DATA = tempfile.TemporaryDirectory(prefix="opendti-tests-")
    os.environ.update(SURROUNDINGS, OPENDTI_DATA_DIR=_DATA.name)
    for name in UNSET:
        os.environ.pop(name, None)
else:
    # Folders of its own: a restore in one worker would clear what another is about to restore.
    own = Path(os.environ["OPENDTI_DATA_DIR"], os.environ["PYTEST_XDIST_WORKER"])
    own.mkdir(exist_ok=True)
    os.environ["OPENDTI_DATA_DIR"] = str(own)
sys.dont_write_bytecode = False


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """Take the database as it lies there: in a file, which a worker has copied."""
    from django.db import connection  # noqa: PLC0415 -- the engine's tests know no Django

    return connection.vendor == "sqlite" or bool(request.config.getoption("reuse_db"))


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    tmp_path_factory: pytest.TempPathFactory,
    django_test_environment: None,  # noqa: ARG001 -- what migrates is set up for tests
    django_db_blocker: DjangoDbBlocker,
    django_db_modify_db_settings_parallel_suffix: None,  # noqa: ARG001 -- a database for each worker
) -> None:
    """Keep the SQLite database of the tests in a file; let parallel workers migrate once.

    One in memory is one connection that a live server's threads would share, with
    their transactions inside each other; a file is what the site itself uses.
    """
    from django.conf import settings as site  # noqa: PLC0415 -- the engine's tests know no Django
    from django.db import connections  # noqa: PLC0415 -- likewise

    site.AUDIT_ANCHORS = []  # one file cannot describe the chain of every test
    database = connections["default"]
    if database.vendor == "sqlite":
        file = tmp_path_factory.mktemp("database") / "test.sqlite3"
        database.settings_dict["TEST"]["NAME"] = str(file)
    if "PYTEST_XDIST_WORKER" in os.environ:
        with django_db_blocker.unblock():
            copy_template(database, tmp_path_factory.getbasetemp().parent)


# The examples of `fast` are always the same; those of the others follow from a seed.
settings.register_profile("fast", max_examples=25, deadline=None, derandomize=True)
settings.register_profile("fresh", max_examples=50, deadline=None, print_blob=True)
settings.register_profile("thorough", max_examples=500, deadline=None, print_blob=True)
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "fast")
settings.load_profile(PROFILE)
if PROFILE != "fast":  # parallel workers inherit it
    os.environ.setdefault("HYPOTHESIS_SEED", str(secrets.randbelow(2**32)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take the option by which the two runs of `make test` share the tests of the site."""
    text = "let SQLite and PostgreSQL share the tests of the site where one is enough"
    parser.addoption("--once", action="store_true", help=text)


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Give hypothesis the seed before it asks for it."""
    if seed := os.environ.get("HYPOTHESIS_SEED"):
        config.option.hypothesis_seed = seed


def pytest_report_header() -> str:
    """Say how to draw the same examples again."""
    words = {"HYPOTHESIS_PROFILE": PROFILE}
    if seed := os.environ.get("HYPOTHESIS_SEED"):
        words["HYPOTHESIS_SEED"] = seed
    return "examples: " + " ".join(f"{name}={value}" for name, value in words.items())


def pytest_collection_finish() -> None:
    """Spare the garbage collector what lives as long as the process: a tenth of the tests' time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


LONGEST = (
    "tests/docs/test_running_a_site.py",
    "tests/site/walls/test_permissions.py",
    "tests/browser/test_pages.py",
    "tests/browser/test_posted_pages.py",
    "tests/opendti/annex/test_export.py",
    "tests/site/walls/test_races.py",
    "tests/site/operations/test_backup.py",
    "tests/site/walls/test_hostile_text.py",
    "tests/site/config/test_deployment.py",
    "tests/opendti/workbook/test_composite_office.py",
    "tests/tools/test_wheel.py",
    "tests/opendti/annex/test_office.py",
    "tests/site/operations/test_upgrade_lock.py",
    "tests/site/operations/test_killed_upgrade.py",
    "tests/site/operations/test_upgrade.py",
    "tests/site/home/test_seed.py",
    "tests/site/walls/",
    "tests/site/operations/",
    "tests/browser/",
    "tests/opendti/workbook/",
    "tests/opendti/library/",
    "tests/opendti/untrusted/",
    "tests/opendti/laws/",
    "tests/docs/",
    "tests/site/publication/",
    "tests/tools/",
    "tests/site/mail/test_kills.py",
)
"""Where files take long, the longest first, so that no worker is alone with one at the end."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take longest; otherwise keep the random order."""
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    return next(
        (turn for turn, path in enumerate(LONGEST) if item.nodeid.startswith(path)),
        len(LONGEST),
    )
