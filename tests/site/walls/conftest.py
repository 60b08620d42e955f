"""The world of the walls: built once a module, gone after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction
from django.test import override_settings

from tests.site.walls.world import build_world

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import SettingsWrapper

    from tests.site.walls.world import World

QUICK = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}


@pytest.fixture(autouse=True)
def _mail_is_set(settings: SettingsWrapper) -> None:
    """Let letters be queued, so that acts which write to people can be done."""
    settings.MAIL_IS_SET = True


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Two organisations with everything that an address can name.

    It lives inside a transaction of the module; a test that writes rolls back by itself.
    """
    files = str(tmp_path_factory.mktemp("files"))
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=files, **QUICK),
        transaction.atomic(),
    ):
        yield build_world()
        transaction.set_rollback(True)
