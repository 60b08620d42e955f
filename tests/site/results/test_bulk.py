"""Scores go into their table by one statement for each batch, as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from opendti_site.publication.models import EditionScore
from opendti_site.results import bulk
from opendti_site.results.models import RunScore
from tests.site.runs import round_, run

if TYPE_CHECKING:
    from opendti_site.organisations.models import Unit
    from opendti_site.results.models import Run

__all__ = ["round_", "run"]
PLAIN = (models.CharField, models.FloatField, models.IntegerField, models.ForeignKey)


@pytest.mark.parametrize("model", [RunScore, EditionScore])
def test_all_columns_are_numbers_and_texts(model: type[models.Model]) -> None:
    """Nothing else may be inserted without being prepared for the database."""
    columns = model._meta.concrete_fields  # noqa: SLF001 -- Django's documented name
    others = [column for column in columns if not isinstance(column, PLAIN)]
    assert [column.name for column in others if not column.primary_key] == []


@pytest.mark.tampered("scores are added to a run that has ended")
def test_a_batch_is_one_statement_and_keeps_every_value(
    run: Run, agency: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 100)
    values = [
        {"points": None, "max_points": 0.1, "value": 1 / 3, "rank": None, "of": number}
        for number in range(150)
    ]
    rows = [
        RunScore(run=run, unit=agency, node=f"n{n}", band="“%s”", **row)
        for n, row in enumerate(values)
    ]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        bulk.insert_scores(RunScore, iter(rows))
    inserts = [query for query in queries if "INSERT INTO" in query["sql"]]
    assert len(inserts) == 2
    kept = run.scores.filter(band="“%s”").order_by("of")
    assert list(kept.values("points", "max_points", "value", "rank", "of")) == values
