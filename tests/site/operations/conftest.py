"""What the tests of running a site share: a round with answers, and an empty folder for another site."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from django.db import connection

from tests.servers import database_url, environment
from tests.site.runs import round_

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["round_"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The surroundings of a site with an empty database and an empty folder."""
    data = tmp_path / "elsewhere"
    data.mkdir()
    if connection.vendor == "sqlite":
        yield environment(data, f"sqlite:///{data}/opendti.sqlite3")
        return
    name = f"restored_{uuid4().hex}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    here = database_url()
    yield environment(data, here.replace(connection.settings_dict["NAME"], name))
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name}")
