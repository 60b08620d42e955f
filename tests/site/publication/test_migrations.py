"""Editions of before get the rows that their pages joined until then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from tests.site.publication.test_public_wall import PRINTED_AT

if TYPE_CHECKING:
    from django.test import Client

BEFORE = [("publication", "0001_editions")]


@pytest.fixture
def migrated_again(edition: Edition, client: Client) -> dict[str, bytes]:
    """Take the schema back below editions of their own, and up again."""
    url = edition.get_absolute_url()
    shown = {path: client.get(path).content for path in (url, f"{url}CucTMDT/")}
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(BEFORE)
    assert "publication_editionscore" not in connection.introspection.table_names()
    MigrationExecutor(connection).migrate(latest)
    return shown


@pytest.mark.django_db(transaction=True)
@pytest.mark.tampered("a migration fills the columns again")
def test_rows_are_copied_as_they_were_shown(
    client: Client, migrated_again: dict[str, bytes]
) -> None:
    edition = Edition.objects.get()
    assert (edition.year, edition.stage, edition.root_name) == (
        2026,
        "final",
        "Bộ Công Thương",
    )
    assert EditionUnit.objects.count() == 2
    assert EditionScore.objects.count() == edition.run.scores.count()
    for path, shown in migrated_again.items():
        again = client.get(path).content
        assert PRINTED_AT.sub(b"", again) == PRINTED_AT.sub(b"", shown)
