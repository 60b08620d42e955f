"""Surroundings of the site's tests: the cast, quick passwords, empty throttles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import django

django.setup()  # the cast imports models, and pytest reads this file before all else

import pytest  # noqa: E402 -- after the set-up
from django.db import connection  # noqa: E402 -- after the set-up
from django.template import engines  # noqa: E402 -- after the set-up
from django.utils import translation  # noqa: E402 -- after the set-up

from opendti.definitions import Text  # noqa: E402 -- after the set-up
from opendti_site.audit import migrating  # noqa: E402 -- after the set-up
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
from tests.site.databases import databases_of, uses_rows  # noqa: E402 -- after the set-up
from tests.site.seals import broken_seals, unobserved  # noqa: E402 -- after the set-up

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper


COLLECTED = pytest.StashKey[list[pytest.Item]]()
"""All tests that were found, whichever database they run on."""
LEFT_OUT = pytest.StashKey[list[pytest.Item]]()
"""Those of them that the other database alone runs."""

MAY_LACK = {
    "href": "an entry of a menu that leads nowhere",
    "q": "a page without a search",
    "search_url": "a page without a search",
    "request.get_full_path": "a part that is rendered by itself",
    "evidence.waiver.reason": "a criterion that needs evidence",
    "row.values.block": "a row of a preview without a block",
    "node.code": "a node of a draft that has no code yet",
}
"""Variables that a template shows as nothing on purpose, with where."""


class _UndefinedVariable(str):
    """What a template shows for a variable that its context lacks: nothing, so tests refuse it."""

    __slots__ = ()

    def __mod__(self, variable: object) -> str:
        if str(variable) in MAY_LACK:
            return ""
        message = f"a template shows {variable}, which its context does not have"
        raise LookupError(message)


@pytest.fixture(autouse=True, scope="session")
def _templates_name_what_there_is() -> None:
    engines["django"].engine.string_if_invalid = _UndefinedVariable("%s")


@pytest.fixture(autouse=True)
def _texts_are_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse a page that shows a text of a framework in no language: it needs `|translated`."""

    def refused(text: Text) -> str:
        message = f"a page shows {text!r} without a language"
        raise TypeError(message)

    monkeypatch.setattr(Text, "__str__", refused)


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
    if not uses_rows(request.node):
        yield
        return
    request.getfixturevalue("_django_db_helper")  # so that the rows are still there
    yield
    assert migrating._WAITING == {}  # noqa: SLF001 -- the next test would seal these rows
    tampered = request.node.get_closest_marker("tampered")
    if tampered is None and not connection.needs_rollback:
        assert broken_seals() == []
        assert unobserved() == []


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Keep the tests that run on the present database."""
    config.stash[COLLECTED] = list(items)
    is_once = config.getoption("--once")
    kept, others = [], []
    for item in items:
        is_here = connection.vendor in databases_of(item, is_once=is_once)
        (kept if is_here else others).append(item)
    config.stash[LEFT_OUT] = others
    if others:
        config.hook.pytest_deselected(items=others)
        items[:] = kept
