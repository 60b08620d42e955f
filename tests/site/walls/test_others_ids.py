"""Wall: a form that names another's object writes nothing outside of what its sender reaches.

The addresses of others' objects are tried by the wall of permissions. Here it is what is sent to
one's own addresses: keys in fields, hidden or not, in several values, and fields that no form has.
Forms are found on the pages; what a request wrote is read from the audit chain, whose lines name
the rows that they seal, so a new form or table is tried without being named here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.core.exceptions import FieldError
from django.db import models, transaction

from opendti_site.accounts.models import User
from opendti_site.assessments.models import EvidenceLink
from opendti_site.audit.models import AuditLine
from opendti_site.audit.registry import sealed_models
from opendti_site.organisations.models import Unit
from tests.site.walls.crawler import NOBODY, Crawler, kind_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from tests.site.walls.crawler import Endpoint
    from tests.site.walls.world import World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.tampered(reason="every request is rolled back: nothing is left"),
]
ACTORS = (
    "coordinator at own",
    "reporter at own",
    "signatory at own",
    "council at own",
    NOBODY,
)
"""People whose reach ends below the top, and nobody."""
A_KEY = re.compile(r"([0-9]{1,9})([:.].*)?")
NO_KEYS = {"version", "year", "seen", "points"}
OF_A_TABLE = 2
FOREIGN = ("sibling", "foreign", "ministry")
OWNERS = ("unit", "submission", "root", "round", "edition", "user")
"""Keys of rows that lead to a unit, the nearest first."""
Row = tuple[str, str]


@pytest.fixture(scope="module")
def crawler(world: World) -> Crawler:
    """The forms that people below the top are shown."""
    return Crawler(world, ACTORS)


@pytest.fixture(scope="module")
def others(world: World) -> list[str]:
    """The keys of others' objects: each table's, of the units that nobody here reaches."""
    units = [world.unit(name).pk for name in FOREIGN]
    keys = set(map(str, units))
    for sealed in sealed_models():
        for name in (
            "unit",
            "root",
            "round__root",
            "submission__unit",
            "assignments__unit",
        ):
            try:
                found = sealed.model._base_manager.filter(**{f"{name}__in": units})  # noqa: SLF001 -- no manager hides rows
            except FieldError:
                continue
            some = found.order_by("pk").values_list("pk", flat=True)[:OF_A_TABLE]
            keys |= set(map(str, some))
    return sorted(keys, key=int)


def units_of(row: models.Model | None) -> list[Unit]:
    """Return the units that a row belongs to, by following its keys to the first that says so.

    A citation belongs to the unit of its document as well.
    """
    if isinstance(row, Unit):
        return [row]
    if isinstance(row, User):
        roles = row.assignments.select_related("unit")
        return [assignment.unit for assignment in roles]
    owners = [getattr(row, name, None) for name in OWNERS]
    named = [owner for owner in owners if isinstance(owner, models.Model)][:1]
    if isinstance(row, EvidenceLink):
        named.append(row.document)
    return [unit for owner in named for unit in units_of(owner)]


def row_of(label: str, pk: str) -> models.Model | None:
    return apps.get_model(label)._base_manager.filter(pk=pk).first()  # noqa: SLF001 -- no manager hides rows


def out_of_reach(actor: str, world: World, before: dict[Row, list[str]]) -> list[str]:
    """Return what the lines written since name that does not belong to the actor's units."""
    paths = (
        [path for _role, path in world.people[actor].held_roles]
        if actor != NOBODY
        else []
    )
    found = []
    for line in AuditLine.objects.filter(pk__gt=before["", ""][0]):
        for label, rows in line.seals.items():
            for pk in rows:
                units = [unit.path for unit in units_of(row_of(label, pk))]
                units += before.get((label, pk), [])
                found += [
                    f"{line.verb} wrote {label} {pk} of {path}"
                    for path in units
                    if not any(path.startswith(own) for own in paths)
                ]
    return found


@pytest.fixture(scope="module")
def before(world: World, crawler: Crawler) -> dict[Row, Any]:
    """Whose each row was before the requests: a request may remove it or give it away."""
    last = AuditLine.objects.latest("pk").pk
    owners: dict[Row, Any] = {("", ""): [last]}
    for sealed in sealed_models():
        for row in sealed.model._base_manager.all():  # noqa: SLF001 -- no manager hides rows
            owners[sealed.label, str(row.pk)] = [unit.path for unit in units_of(row)]
    return owners


class Tried:
    """What was sent, how often something was written, and what should not have been."""

    def __init__(self, crawler: Crawler, before: dict[Row, Any]) -> None:
        self.crawler, self.before = crawler, before
        self.sent = self.written = 0
        self.faults: list[str] = []

    def send(self, endpoint: Endpoint, what: str, data: dict[str, list[str]]) -> None:
        client = self.crawler.clients[endpoint.actor]
        cookies = dict(client.cookies)
        with transaction.atomic():
            try:
                answer: HttpResponse = client.post(endpoint.url, data)
                self._look(endpoint, what, answer.status_code)
            finally:
                transaction.set_rollback(True)
                client.cookies.clear()
                client.cookies.update(cookies)

    def _look(self, endpoint: Endpoint, what: str, status: int) -> None:
        self.sent += 1
        last = self.before["", ""][0]
        self.written += AuditLine.objects.filter(pk__gt=last).exists()
        found = out_of_reach(endpoint.actor, self.crawler.world, self.before)
        found += [f"answered {status}"] if status >= 500 else []
        self.faults += [
            f"{endpoint.actor} at {endpoint.url}, {what}: {fault}" for fault in found
        ]


@pytest.fixture
def tried(crawler: Crawler, before: dict[Row, Any]) -> Tried:
    return Tried(crawler, before)


def forms(crawler: Crawler) -> list[Endpoint]:
    return [
        endpoint for endpoint in crawler.endpoints.values() if endpoint.method == "POST"
    ]


def key_fields(endpoint: Endpoint) -> list[str]:
    """Return the fields of a form that hold a key, one of a kind."""
    found = {
        kind_of(name): name
        for name, values in endpoint.fields.items()
        if name not in NO_KEYS
        and not name.startswith(("v:", "n:", "w"))
        and all(A_KEY.fullmatch(value) for value in values)
        and values
    }
    return list(found.values())


def with_key(value: str, key: str) -> str:
    """Put another key before what a page wrote behind it."""
    match = A_KEY.fullmatch(value)
    return key + ((match and match[2]) or "")


def test_keys_of_others_in_fields_write_nothing_of_theirs(crawler, others, tried):
    fields = [
        (endpoint, name) for endpoint in forms(crawler) for name in key_fields(endpoint)
    ]
    assert {name for _endpoint, name in fields} >= {"unit", "parent", "document", "row"}
    for endpoint, name in fields:
        own = endpoint.fields[name]
        for key in others:
            other = [with_key(own[0], key)]
            tried.send(endpoint, f"{name}={other}", endpoint.fields | {name: other})
            tried.send(
                endpoint, f"{name}={own + other}", endpoint.fields | {name: own + other}
            )
    assert tried.faults == []
    assert tried.written > 10


def test_fields_that_no_form_has_write_nothing_of_others(crawler, others, tried):
    columns = {
        field.name
        for sealed in sealed_models()
        for field in sealed.model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
    }
    for endpoint in forms(crawler):
        more = {name: ["1"] for name in columns - endpoint.fields.keys()}
        tried.send(endpoint, "all columns", more | endpoint.fields)
    assert tried.faults == []
    assert tried.written > 10


def test_a_form_without_one_of_its_fields_is_answered_in_words(crawler, tried):
    for endpoint in forms(crawler):
        for name in {kind_of(name): name for name in endpoint.fields}.values():
            rest = {key: value for key, value in endpoint.fields.items() if key != name}
            tried.send(endpoint, f"without {name}", rest)
    assert tried.faults == []
    assert tried.sent > 100
