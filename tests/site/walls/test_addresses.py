"""The list of addresses is complete, and its arguments lead to pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client

from tests.site.walls.addresses import TARGETS, routes, targets_of, url_of

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]

if TYPE_CHECKING:
    from tests.site.walls.world import World


def test_every_address_is_listed_and_none_that_is_gone():
    assert set(routes()) - set(TARGETS) == set(), (
        "say which objects they name in TARGETS of tests/site/walls/addresses.py"
    )
    assert set(TARGETS) - set(routes()) == set()


def test_every_address_has_a_target_that_resolves(world: World):
    names = routes()
    assert names
    for name in names:
        targets = targets_of(world, name)
        assert targets
        assert all(url_of(name, target).startswith("/") for target in targets)


def test_world_is_reachable(world: World):
    client = Client()
    client.force_login(world.superuser)
    for name in ("assessments:round_page", "results:run", "organisations:unit"):
        targets = targets_of(world, name)
        assert targets
        for target in targets:
            status = client.get(url_of(name, target), follow=True).status_code
            assert (name, target.label, status) == (
                name,
                target.label,
                404 if target.mixed else 200,
            )
