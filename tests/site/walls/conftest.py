"""The world of the walls: built once by each process of the tests, laid anew for each module, gone after it."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import override_settings

from tests.site.walls.world import build_world

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from django.db.models import Model
    from pytest_django import DjangoDbBlocker
    from pytest_django.fixtures import SettingsWrapper

    from tests.site.walls.world import World

QUICK = {"PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"]}


@dataclass(frozen=True, slots=True)
class KeptWorld:
    """A world that was built and taken back: what its tables held, its objects, its files."""

    rows: bytes
    world: bytes
    files: Path

    def lay(self) -> World:
        """Write the rows again and return the objects, which are nobody else's."""
        rows: dict[type[Model], list[Any]] = pickle.loads(self.rows)  # noqa: S301 -- our own, of this process
        for model in rows:
            everything = model._base_manager.all()  # noqa: SLF001 -- no manager hides rows from it
            everything._raw_delete(everything.db)  # noqa: SLF001 -- without a look at what hangs on them
        for model, objects in rows.items():
            _insert_as_they_are(model, objects)
        world: World = pickle.loads(self.world)  # noqa: S301
        return world


def _insert_as_they_are(model: type[Model], objects: list[Any]) -> None:
    """Write rows with their keys and their times, which `bulk_create` would set anew."""
    fields = model._meta.local_concrete_fields  # noqa: SLF001 -- Django's documented name
    size = connection.ops.bulk_batch_size(fields, objects)
    for start in range(0, len(objects), size):
        model._base_manager._insert(  # noqa: SLF001 -- what `bulk_create` calls
            objects[start : start + size], fields, using=connection.alias, raw=True
        )


@pytest.fixture(autouse=True)
def _mail_is_set(settings: SettingsWrapper) -> None:
    """Let letters be queued, so that acts which write to people can be done."""
    settings.MAIL_IS_SET = True


@pytest.fixture(scope="session")
def kept_world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> KeptWorld:
    """Two organisations with everything that an address can name, built once."""
    files = tmp_path_factory.mktemp("files")
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(files), **QUICK),
        transaction.atomic(),
    ):
        before = _rows()
        world = pickle.dumps(build_world())
        written = {
            model: objects
            for model, objects in _rows().items()
            if _values(objects) != _values(before[model])
        }
        transaction.set_rollback(True)
    return KeptWorld(pickle.dumps(written), world, files)


@pytest.fixture(scope="module")
def world(
    kept_world: KeptWorld,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The world, inside a transaction of the module; a test that writes rolls back by itself."""
    files = tmp_path_factory.mktemp("files")
    shutil.copytree(kept_world.files, files, dirs_exist_ok=True)
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=str(files), **QUICK),
        transaction.atomic(),
    ):
        yield kept_world.lay()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def no_limits() -> Iterator[None]:
    """Answer programs and strangers however often a wall asks."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("opendti_site.api.callers.OF_ACCOUNT", 10**6)
        patch.setattr("opendti_site.api.callers.FALSE_TOKENS", 10**6)
        patch.setattr("opendti_site.api.v1.editions.OF_STRANGER", 10**6)
        yield


def _rows() -> dict[type[Model], list[Any]]:
    """Return all rows of all tables."""
    return {
        model: list(model._base_manager.order_by("pk"))  # noqa: SLF001 -- as above
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy  # noqa: SLF001 -- Django's documented name
    }


def _values(objects: list[Any]) -> list[dict[str, Any]]:
    return [
        {key: value for key, value in vars(row).items() if key != "_state"}
        for row in objects
    ]
