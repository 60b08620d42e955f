"""Every address of the API, by the token of every branch, on one's own and on others' objects."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import transaction
from django.test import Client

from opendti_site.accounts.enums import Role
from opendti_site.api.problems import PROBLEM_JSON
from tests.site.walls.addresses import routes, targets_of, url_of
from tests.site.walls.hostile import BYTES, EVERY
from tests.site.walls.rights import Rights
from tests.site.walls.rules import API_RULES, HIDDEN, OK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.site.walls.world import Branch, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.tampered(reason="tokens note their last use"),
    pytest.mark.usefixtures("no_limits"),
]
STATUSES = {200: OK, 404: HIDDEN}


def by_token(branch: Branch) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"Bearer {branch.token_text}"}


def test_every_address_of_the_api_has_a_rule():
    found = {name for name in routes() if name.startswith("api_v1:")}
    assert found - {"api_v1:values"} == API_RULES.keys()


@pytest.mark.parametrize("name", API_RULES)
def test_token_opens_what_a_viewer_of_its_unit_sees(world: World, name: str):
    client, wrong, seen = Client(raise_request_exception=False), {}, set()
    for branch in world.branches.values():
        rights = Rights(branch.people[Role.VIEWER])
        for target in targets_of(world, name):
            expected = API_RULES[name](rights, target)
            response = client.get(url_of(name, target), **by_token(branch))
            outcome = STATUSES.get(response.status_code, str(response.status_code))
            seen.add(outcome)
            if outcome != expected:
                wrong[branch.name, target.label] = (expected, outcome)
    assert wrong == {}
    assert OK in seen


@pytest.mark.parametrize("name", ["api_v1:rounds", "api_v1:units", "api_v1:frameworks"])
def test_session_opens_nothing(world: World, name: str):
    client = Client()
    client.force_login(world.superuser)
    (target,) = targets_of(world, name)
    assert client.get(url_of(name, target)).status_code == 401


def test_lists_hold_what_single_addresses_open(world: World):
    """What a list names opens, and nothing of others is on it."""
    client = Client()
    own = by_token(world.branches["own"])
    units = client.get("/api/v1/units", **own).json()["items"]
    assert {unit["code"] for unit in units} == {"CucA", "PhongA1"}
    for round_ in client.get("/api/v1/rounds", **own).json()["items"]:
        page = f"/api/v1/rounds/{round_['id']}"
        assert client.get(page, **own).json() == round_
        forms = client.get(f"{page}/submissions", **own).json()["items"]
        assert {form["unit"] for form in forms} <= {"CucA", "PhongA1"}
        values = client.get(f"{page}/values", **own).json()["items"]
        assert {value["unit"] for value in values} <= {"CucA", "PhongA1"}


PUSH = {
    "framework": "vn.test.small@2026",
    "mode": "good_rows",
    "dry_run": False,
    "rows": [
        {
            "unit": "CucA",
            "item": "1.2.a",
            "period_start": "2026-01-01",
            "period_end": "2026-12-31",
            "state": "given",
            "value": "60",
        }
    ],
}
VALUES = [
    *(text for text in EVERY.values()),
    None,
    True,
    -1,
    10**400,
    1e308,
    float("nan"),
    float("-inf"),
    [],
    {},
    [[]],
    {"a": "b"},
    "\ud800",
]
DEEP = 100_000
BODIES = {
    "nothing": b"",
    "a deep list": b"[" * DEEP,
    "a deep list that closes": b"[" * DEEP + b"]" * DEEP,
    "a deep tree": b'{"rows":' * DEEP + b"1" + b"}" * DEEP,
    "half": json.dumps(PUSH).encode()[:-9],
    "twice": json.dumps(PUSH).encode() * 2,
    "NUL": b"\0",
    "a long number": b'{"framework": ' + b"9" * 10_000 + b"}",
    "no object": b"1",
    **BYTES,
    **{
        f"{what} in a text": b'{"framework": "' + raw + b'"}'
        for what, raw in BYTES.items()
    },
}


class Pushes:
    """Sends bodies with a token, rolls back what they wrote, and notes faults."""

    def __init__(self, world: World) -> None:
        self.token = by_token(world.branches["own"])
        self.client = Client(raise_request_exception=False)
        self.faults: list[str] = []

    def send(self, what: str, body: bytes | str, **more: Any) -> int:
        headers = {"HTTP_IDEMPOTENCY_KEY": "k"} | self.token | more
        kind = headers.pop("kind", "application/json")
        with transaction.atomic():
            answer = self.client.generic(
                "POST", "/api/v1/values", body, content_type=kind, **headers
            )
            transaction.set_rollback(True)
        status = answer.status_code
        is_problem = (
            answer.get("Content-Type") == PROBLEM_JSON and answer.json()["code"]
        )
        if status >= 500 or (status != 200 and not is_problem):
            self.faults.append(f"{what}: {status}")
        return status


@pytest.fixture
def pushes(world: World) -> Iterator[Pushes]:
    found = Pushes(world)
    assert found.send("good", json.dumps(PUSH)) == 200
    yield found
    assert found.faults == []


def test_no_value_or_name_of_a_field_breaks_a_push(pushes: Pushes):
    row = PUSH["rows"][0]
    for value in VALUES:
        what = repr(value)[:30]
        for name in PUSH:
            pushes.send(f"{name}: {what}", json.dumps(PUSH | {name: value}))
        for name in row:
            rows = [row | {name: value}]
            pushes.send(f"row, {name}: {what}", json.dumps(PUSH | {"rows": rows}))
        for body in (PUSH | {str(value): 1}, PUSH | {"rows": [row | {str(value): 1}]}):
            pushes.send(f"named {what}", json.dumps(body))


def test_no_body_breaks_a_push(pushes: Pushes):
    for what, body in BODIES.items():
        assert pushes.send(what, body) != 200, what
    pushes.send("in UTF-16", json.dumps(PUSH).encode("utf-16"))
    for kind in (
        "",
        "text/plain",
        "application/json; charset=nothing",
        "multipart/form-data",
    ):
        pushes.send(kind, json.dumps(PUSH), kind=kind)


@pytest.mark.parametrize(
    "name",
    [
        "HTTP_IDEMPOTENCY_KEY",
        "HTTP_AUTHORIZATION",
        "HTTP_ACCEPT_LANGUAGE",
    ],
)
def test_no_header_breaks_a_push(pushes: Pushes, name: str):
    scheme = "Bearer " if name == "HTTP_AUTHORIZATION" else ""
    for what, text in EVERY.items():
        # As a server hands on the bytes of a header.
        sent = text.encode().decode("latin-1")
        pushes.send(f"{name}: {what}", json.dumps(PUSH), **{name: f"{scheme}{sent}"})


def test_bodies_of_every_address_are_tried(world: World):
    """Whoever adds an address that takes JSON tries it here."""
    client, own = Client(), by_token(world.branches["own"])
    found = {
        name
        for name in routes()
        if name.startswith("api_v1:")
        and client.get(url_of(name, targets_of(world, name)[0]), **own).status_code
        == 405
    }
    assert found == {"api_v1:values"}
