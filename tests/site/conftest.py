"""Surroundings of the site's tests: the cast, quick passwords, empty throttles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django

django.setup()  # the cast speaks of rows, and pytest reads this file before all else

import pytest  # noqa: E402 -- after the set-up
from django.db import connection  # noqa: E402 -- after the set-up
from django.utils import translation  # noqa: E402 -- after the set-up

from opendti_site.audit.verification import verify  # noqa: E402 -- after the set-up
from tests.site.cast import (  # noqa: E402, F401 -- fixtures are found by their names here
    agency,
    appraiser,
    coordinator,
    council,
    department,
    framework_text,
    ministry,
    reporter,
    signatory,
    stranger,
    viewer,
)
from tests.site.clock import clock  # noqa: E402, F401 -- a fixture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


@pytest.fixture(autouse=True)
def _quick_passwords(settings: SettingsWrapper) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _in_vietnamese() -> None:
    translation.activate("vi")


@pytest.fixture(autouse=True)
def _everything_is_sealed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Check after each test that whatever it wrote was sealed by the line that tells of it.

    A test that writes past the actions on purpose is marked `tampered`, with the reason.
    """
    uses_rows = {"db", "transactional_db"} & set(request.fixturenames)
    uses_rows |= {mark.name for mark in request.node.iter_markers("django_db")}
    if not uses_rows:
        yield
        return
    request.getfixturevalue("_django_db_helper")  # so that the rows are still there
    yield
    tampered = request.node.get_closest_marker("tampered")
    if tampered is None and not connection.needs_rollback:
        assert [str(finding) for finding in verify(deep=False).findings] == []


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave the tests of row locks to the run on PostgreSQL: SQLite has none."""
    if connection.vendor == "postgresql":
        return
    away = [item for item in items if item.get_closest_marker("postgres")]
    if away:
        config.hook.pytest_deselected(items=away)
        items[:] = [item for item in items if item not in away]
