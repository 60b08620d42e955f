"""Every address, tried by everyone, on their own and on others' objects, by every method.

What a cell must give is in `rules.py`; an address without a rule fails. A cell that is refused
must not write: every statement that reaches the database is looked at.
"""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from django.template.backends.django import Template
from django.test import Client, override_settings
from django.urls import resolve

from tests.site.walls.addresses import routes, targets_of, url_of
from tests.site.walls.forms import form_of
from tests.site.walls.rights import Rights
from tests.site.walls.rules import (
    HIDDEN,
    NO_METHOD,
    OK,
    REFUSED,
    RULES,
    SIGN_IN,
    no_method,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.http import HttpResponse

    from opendti_site.accounts.models import User
    from tests.site.walls.targets import Target
    from tests.site.walls.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.tampered(
        reason="every request is rolled back: nothing is left to verify"
    ),
]
STATUSES = {404: HIDDEN, 403: REFUSED, 401: SIGN_IN, 405: NO_METHOD}
HTMX = {"HTTP_HX_REQUEST": "true"}
ANONYMOUS = "anonymous"
WRITES = ("INSERT", "UPDATE", "DELETE")
SIGNS_IN = ("account_", "mfa_")
"""Addresses that may write for an anonymous client: attempts are counted and audited."""


class Visitor:
    """One person with a browser of their own."""

    def __init__(self, name: str, user: User | None) -> None:
        self.name = name
        self.client = Client(raise_request_exception=False)
        self.rights = Rights(user) if user else None
        if user:
            self.client.force_login(user)

    def send(self, method: str, url: str, *data: Any, **headers: str) -> HttpResponse:
        """Send a request and forget what it changed in the browser, as a sign-out does."""
        kept = dict(self.client.cookies.items())
        response: HttpResponse = getattr(self.client, method)(url, *data, **headers)
        if response.streaming:
            b"".join(response)  # its file is closed at the end
        self.client.cookies = SimpleCookie()
        self.client.cookies.update(kept)
        return response

    @property
    def is_signed_in(self) -> bool:
        """Whether the site knows this person: it forgets who has a closed account."""
        return self.rights is not None and self.rights.active

    def expects(self, name: str, method: str, target: Target) -> str:
        """Return what an address must give this person."""
        rule = RULES[name]
        outcome: Callable[..., str] = getattr(rule, method)
        if not self.is_signed_in:
            return outcome(self.rights, target) if rule.public else SIGN_IN
        return outcome(self.rights, target)


@pytest.fixture(scope="module")
def visitors(world: World) -> Iterator[list[Visitor]]:
    """Everyone of the world, signed in, and a stranger; sessions lie in the cookies, for speed."""
    engine = "django.contrib.sessions.backends.signed_cookies"
    with override_settings(SESSION_ENGINE=engine):
        people = [Visitor(name, user) for name, user in world.people.items()]
        yield [*people, Visitor(ANONYMOUS, None)]


@pytest.fixture
def _no_pages() -> Iterator[None]:
    """Answer with empty pages: who may see them is decided before they are drawn."""
    with patch.object(Template, "render", lambda *_args, **_more: ""):
        yield


@contextmanager
def watched() -> Iterator[list[str]]:
    """Collect the statements that write, and undo them."""
    found: list[str] = []

    def look(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001 -- Django's shape
        if sql.lstrip().startswith(WRITES):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(look), transaction.atomic():
        yield found
        transaction.set_rollback(True)


def outcome_of(response: HttpResponse) -> str:
    """Name what a browser sees."""
    if response.status_code >= 500:
        return f"fault {response.status_code}"
    location = response.headers.get("Location", "")
    if response.status_code == 302 and location.startswith("/tai-khoan/dang-nhap/"):
        return SIGN_IN
    return STATUSES.get(response.status_code, OK)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A request to an address: the objects that it names, its path and its fields."""

    target: Target
    url: str
    fields: dict[str, Any]


def attempts_at(world: World, name: str, method: str) -> list[Attempt]:
    """Return the requests that are tried at an address."""
    return [
        Attempt(
            target,
            url_of(name, target),
            form_of(world, name, target) if method == "post" else {},
        )
        for target in targets_of(world, name)
    ]


def needs_sign_in(attempt: Attempt) -> bool:
    """Tell whether a stranger is turned away before the view, whatever the address names."""
    view = resolve(attempt.url).func
    return bool(getattr(view, "login_required", True))


def tried_by(
    attempts: list[Attempt], visitor: Visitor, name: str, method: str
) -> list[Attempt]:
    """Return the attempts at an address; one is enough where they cannot differ for this person."""
    rule = RULES[name]
    is_same = getattr(rule, method) is no_method
    is_same |= rule.public and visitor.name not in {"superuser", ANONYMOUS}
    is_same |= not visitor.is_signed_in and needs_sign_in(attempts[0])
    return attempts[:1] if is_same else attempts


def likeness(visitor: Visitor, target: Target, expected: str) -> Any:
    """Return what a permission can tell a cell by; None where a cell is like no other.

    Two people with the same roles, given at the same distance from all units of a target in the
    same state, and expected to meet the same, are one case: another branch adds nothing to it.
    """
    rights = visitor.rights
    if rights is None or not rights.active or rights.user.is_superuser:
        return None
    if target.mixed or target.person or target.unit is target.root is None:
        return None
    names = [str(value) for value in target.arguments.values() if type(value) is str]
    units = frozenset(map(rights.stands, target.units))
    return (
        rights.stands(target.unit),
        rights.stands(target.root),
        units,
        target.unit == target.root,
        target.state,
        expected,
        *names,
    )


def cells_of(
    attempts: list[Attempt], visitors: list[Visitor], name: str, method: str
) -> Iterator[tuple[Visitor, Attempt]]:
    """Yield who tries what at an address, one of those that are alike."""
    seen = set()
    for visitor in visitors:
        for attempt in tried_by(attempts, visitor, name, method):
            expected = visitor.expects(name, method, attempt.target)
            like = likeness(visitor, attempt.target, expected)
            if like is None or like not in seen:
                seen.add(like)
                yield visitor, attempt


def differing(
    attempt: Attempt, visitor: Visitor, name: str, method: str, **headers: str
) -> str:
    """Say how a cell is not as the rule says; nothing where it is."""
    expected = visitor.expects(name, method, attempt.target)
    with watched() as written:
        response = visitor.send(method, attempt.url, attempt.fields, **headers)
        got = outcome_of(response)
    cell = f"{method} {name} ({attempt.target.label}) by {visitor.name}"
    if got != expected:
        return f"{cell}: {got}, not {expected}"
    if expected != OK and written and not name.startswith(SIGNS_IN):
        return f"{cell}: {expected}, but wrote {written[0][:80]}"
    return ""


def demand_rules(
    world: World, visitors: list[Visitor], method: str, **more: str
) -> None:
    """Fail with every cell of a method that is not as the rule says."""
    found = [
        line
        for name in routes()
        for attempts in [attempts_at(world, name, method)]
        for visitor, attempt in cells_of(attempts, visitors, name, method)
        if (line := differing(attempt, visitor, name, method, **more))
    ]
    if found:
        listed = "\n".join([f"{len(found)} cells differ", *found])
        pytest.fail(listed, pytrace=False)


def test_every_address_has_a_rule():
    assert set(routes()) - set(RULES) == set(), (
        "say who may read and post in RULES of tests/site/walls/rules.py"
    )
    assert set(RULES) - set(routes()) == set()


@pytest.mark.usefixtures("_no_pages")
def test_reading_follows_the_rules(world: World, visitors: list[Visitor]):
    demand_rules(world, visitors, "get")


@pytest.mark.usefixtures("_no_pages")
def test_posting_follows_the_rules(world: World, visitors: list[Visitor]):
    demand_rules(world, visitors, "post")


@pytest.mark.usefixtures("_no_pages")
def test_posting_by_htmx_follows_the_rules(world: World, visitors: list[Visitor]):
    tried = {"reporter at own", "coordinator at sibling", ANONYMOUS}
    some = [visitor for visitor in visitors if visitor.name in tried]
    demand_rules(world, some, "post", **HTMX)


@pytest.mark.usefixtures("_no_pages")
@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_other_methods_are_refused_to_all_and_write_nothing(
    world: World, visitors: list[Visitor], method: str
):
    some = [visitor for visitor in visitors if visitor.name in {"superuser", ANONYMOUS}]
    found: Counter[str] = Counter()
    for visitor in some:
        for name in routes():
            target = targets_of(world, name)[0]
            with watched() as written:
                status = visitor.send(method, url_of(name, target)).status_code
            found[f"{status} {bool(written)}"] += 1
    assert set(found) == {"405 False"}


@pytest.mark.usefixtures("_no_pages")
def test_head_answers_as_get(world: World, visitors: list[Visitor]):
    some = [
        visitor
        for visitor in visitors
        if visitor.name in {"superuser", "reporter at own", ANONYMOUS}
    ]
    assert len(some) == 3
    for visitor in some:
        for name in routes():
            target = targets_of(world, name)[0]
            answers = [
                outcome_of(visitor.send(method, url_of(name, target)))
                for method in ("get", "head")
            ]
            assert answers[0] == answers[1], (visitor.name, name, answers)
