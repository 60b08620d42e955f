"""Every address of the API, by the token of every branch, on one's own and on others' objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache, caches
from django.test import Client

from opendti_site.accounts.enums import Role
from tests.site.walls.addresses import routes, targets_of, url_of
from tests.site.walls.rights import Rights
from tests.site.walls.rules import API_RULES, HIDDEN, OK

if TYPE_CHECKING:
    from tests.site.walls.world import Branch, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.sqlite,
    pytest.mark.tampered(reason="tokens note their last use"),
]
STATUSES = {200: OK, 404: HIDDEN}


def by_token(branch: Branch) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"Bearer {branch.token_text}"}


@pytest.fixture(autouse=True)
def _no_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opendti_site.api.callers.OF_ACCOUNT", 10**6)
    monkeypatch.setattr("opendti_site.api.v1.editions.OF_STRANGER", 10**6)
    cache.clear()
    caches["process"].clear()


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
