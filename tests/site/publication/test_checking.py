"""What lies in the rows of an edition is what was published, or the verification says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import connection, models

from opendti_site.audit.actions import record
from opendti_site.audit.verification import verify
from opendti_site.publication.actions import EditionFacts, publish_run
from opendti_site.publication.checking import NAMED, check_editions
from opendti_site.publication.content import (
    EDITION,
    ENGLISH,
    SCORE,
    SUCCESSIONS,
    UNIT,
    content_digest,
)
from opendti_site.publication.models import Edition, EditionScore, EditionUnit
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.models import Run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

NOT_IN_THE_DIGEST = {
    Edition: {"id", "manifest"},  # the manifest carries the digest, and is sealed
    EditionUnit: {"id", "edition"},
    EditionScore: {"id", "edition"},
}
CHANGES = {
    "publication_editionscore": {
        "value": "0.99",
        "rank": "7",
        "points": "90",
        "max_points": "91",
        "self_points": "1",
        "previous_value": "0.1",
        "band": "'x'",
        "state": "'blank'",
        "block": "'x'",
        "node": "'9'",
    },
    "publication_editionunit": {
        "name": "'Khác'",
        "name_en": "'Other'",
        "code": "'KHAC'",
        "search_key": "'khac'",
        "block": "'x'",
    },
    "publication_edition": {
        "title": "'Khác'",
        "inputs": "'{}'",
        "framework_text": "'x'",
        "fingerprint": "'x'",
        "undecided": "'{}'",
        "year": "1999",
        "source_note": "'Khác'",
        "title_en": "'Other'",
        "source_note_en": "'Other'",
    },
}


def codes() -> set[str]:
    ticks: list[None] = []
    found = {finding.code for finding in check_editions(lambda: ticks.append(None))}
    assert len(ticks) == Edition.objects.count()
    return found


def test_an_edition_as_published_holds(edition: Edition) -> None:
    assert edition.manifest["content_digest"] == content_digest(edition.pk)
    assert codes() == set()
    assert verify().is_whole


@pytest.mark.tampered("the rows are changed behind the site's back")
@pytest.mark.parametrize(
    ("table", "column"),
    [(table, column) for table, columns in CHANGES.items() for column in columns],
)
def test_a_changed_column_is_found(edition: Edition, table: str, column: str) -> None:
    with connection.cursor() as cursor:
        value = CHANGES[table][column]
        last = f"(SELECT max(id) FROM {table})"  # noqa: S608 -- from above
        cursor.execute(f"UPDATE {table} SET {column} = {value} WHERE id = {last}")  # noqa: S608
    assert "edition_content" in codes()


@pytest.mark.tampered("the rows are changed behind the site's back")
def test_a_row_that_is_gone_is_found(edition: Edition) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM publication_editionscore WHERE node = '2.1'")
    assert codes() == {"edition_content", "published_score_missing"}


@pytest.mark.tampered("the rows are changed behind the site's back")
def test_a_finding_names_the_score_that_differs(edition: Edition) -> None:
    unit = edition.units.get(code="CucTMDT")
    scores: models.QuerySet[EditionScore] = models.QuerySet(EditionScore)
    changed = edition.scores.get(unit=unit, node="1.1")
    scores.filter(pk=changed.pk).update(points=99)
    scores.filter(unit=unit, node="1.2").update(node="9")
    extra = edition.scores.get(node="9")
    found = {
        finding.code: (finding.key, finding.name)
        for finding in check_editions(lambda: None)
    }
    assert found == {
        "edition_content": (str(edition.pk), str(edition)),
        "published_score_differs": (str(changed.pk), f"{unit.name} · 1.1"),
        "published_score_missing": (f"{edition.pk}/CucTMDT/1.2", str(edition)),
        "published_score_extra": (str(extra.pk), f"{unit.name} · 9"),
    }


@pytest.mark.tampered("the rows are changed behind the site's back")
def test_a_unit_that_is_gone_keeps_no_other_score_from_being_compared(
    edition: Edition,
) -> None:
    gone, other = edition.units.order_by("pk")
    scores: models.QuerySet[EditionScore] = models.QuerySet(EditionScore)
    scores.filter(unit=gone).delete()
    models.QuerySet(EditionUnit).filter(pk=gone.pk).delete()
    assert codes() == {"edition_content"}
    scores.filter(unit=other, node="2.1").update(points=99)
    assert codes() == {"edition_content", "published_score_differs"}


@pytest.mark.tampered("the rows are changed behind the site's back")
def test_a_manifest_that_was_made_to_fit_is_found_by_its_line(edition: Edition) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE publication_editionscore SET previous_value = 0.5")
    forged = edition.manifest | {"content_digest": content_digest(edition.pk)}
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    rows.update(manifest=forged)
    assert "edition_differs" in codes()


@pytest.mark.tampered("the rows are changed behind the site's back")
@pytest.mark.parametrize("name", NAMED)
def test_each_word_of_a_manifest_about_its_run_is_compared(
    edition: Edition, name: str
) -> None:
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    rows.update(manifest=edition.manifest | {name: "x"})
    assert "edition_differs" in codes()


@pytest.mark.tampered("the rows are changed behind the site's back")
def test_without_the_runs_beside_it_an_edition_s_stages_are_not_compared(
    run: Run, coordinator: User
) -> None:
    compute_run(start_run(run.round, "self", by=coordinator))
    edition = publish_run(run, EditionFacts(title="Kết quả"), by=coordinator)
    assert edition.stages == ["self", "final"]
    scores: models.QuerySet[EditionScore] = models.QuerySet(EditionScore)
    scores.filter(node="2.1").update(self_points=3)
    assert "published_score_differs" in codes()
    older = {k: v for k, v in edition.manifest.items() if k != "stage_results"}
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    rows.update(manifest=older)
    assert "published_score_differs" not in codes()
    scores.filter(node="2.1").update(rank=99)
    assert "published_score_differs" in codes()


@pytest.mark.tampered("the lines of the chain are changed behind the site's back")
def test_an_edition_without_the_line_of_its_publication_is_found(
    edition: Edition,
) -> None:
    record("extend_round", edition, by=None)
    assert codes() == set()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE audit_auditline SET verb = 'extend_round' WHERE verb = 'publish_run'"
        )
    assert codes() == {"edition_unannounced"}


@pytest.mark.tampered("the manifest is written behind the site's back")
def test_the_head_of_an_edition_is_a_line_at_its_number_where_it_has_one(
    edition: Edition,
) -> None:
    rows: models.QuerySet[Edition] = models.QuerySet(Edition)
    head = edition.manifest["audit_chain"]
    for kept in (None, {}, {"length": 3}, head):
        rows.update(manifest=edition.manifest | {"audit_chain": kept})
        assert "edition_chain" not in codes()
    for wrong in ({"length": head["length"] + 1}, {"digest": "x"}):
        rows.update(manifest=edition.manifest | {"audit_chain": head | wrong})
        assert "edition_chain" in codes()
    without = {k: v for k, v in edition.manifest.items() if k != "audit_chain"}
    rows.update(manifest=without)
    assert "edition_chain" not in codes()


@pytest.mark.tampered("another run of the stage is made to differ")
def test_an_edition_shows_its_own_run_beside_the_newest_of_other_stages(
    run: Run, coordinator: User
) -> None:
    newer = compute_run(start_run(run.round, run.stage, by=coordinator))
    assert newer.pk > run.pk
    runs: models.QuerySet[Run] = models.QuerySet(Run)
    runs.filter(pk=newer.pk).update(result_digest="another")
    publish = publish_run.__wrapped__  # type: ignore[attr-defined]  # rows by hand are unsealed
    edition = publish(run, EditionFacts(title="Kết quả"), by=coordinator)
    assert edition.manifest["stage_results"] == {"final": run.result_digest}


@pytest.mark.parametrize(
    ("model", "named"),
    [
        (Edition, (*EDITION, *ENGLISH, *SUCCESSIONS)),
        (EditionUnit, UNIT),
        (EditionScore, SCORE),
    ],
)
def test_the_digest_covers_every_column(
    model: type[models.Model], named: tuple[str, ...]
) -> None:
    columns = {field.name for field in model._meta.concrete_fields}  # noqa: SLF001 -- documented
    covered = {name.partition("__")[0] for name in named}
    assert columns - covered == NOT_IN_THE_DIGEST[model]


def test_the_manifest_carries_the_chain_as_of_publication(
    edition: Edition, run: Run
) -> None:
    head = edition.manifest["audit_chain"]
    assert head["length"] > 0
    assert len(head["digest"]) >= 64
