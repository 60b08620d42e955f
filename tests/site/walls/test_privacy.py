"""No browser and no proxy keeps a private page; public pages may be kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import resolve

from tests.site.walls.addresses import routes, targets_of, url_of

if TYPE_CHECKING:
    from tests.site.walls.world import World

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
KEEPS_NOTHING = "no-store"


def is_public(url: str) -> bool:
    """Say whether the view of an address is open to strangers."""
    return not getattr(resolve(url).func, "login_required", True)


@pytest.mark.parametrize("signed_in", [True, False])
def test_private_answers_are_not_stored(world: World, signed_in: bool):  # noqa: FBT001 -- a case
    client = Client(raise_request_exception=False)
    if signed_in:
        client.force_login(world.superuser)
    names = [name for name in routes() if name != "account_logout"]
    wrong = {}
    for name in names:
        url = url_of(name, targets_of(world, name)[0])
        response = client.get(url)
        answer = response.headers.get("Cache-Control", "")
        if response.streaming:
            b"".join(response.streaming_content)  # which closes its file
        if KEEPS_NOTHING not in answer and (signed_in or not is_public(url)):
            wrong[name] = answer
    assert len(names) > 50
    assert wrong == {}


def test_pages_after_the_sign_out_are_gone(world: World):
    client = Client()
    client.force_login(world.superuser)
    client.post("/tai-khoan/dang-xuat/")
    assert client.get("/viec-cua-toi/").status_code == 302


def test_public_pages_may_be_kept(world: World):
    for path in ("/", "/phuong-phap/", "/du-lieu-mo/"):
        assert KEEPS_NOTHING not in Client().get(path).headers.get("Cache-Control", "")
