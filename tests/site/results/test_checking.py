"""What a verification finds of a run: its frozen answers, its digests, its scores one by one."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.test.utils import CaptureQueriesContext

from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.models import Answer
from opendti_site.audit.findings import Finding
from opendti_site.audit.queries import lines_about
from opendti_site.organisations.models import Unit
from opendti_site.results.actions import compute_run, start_run
from opendti_site.results.checking import check_runs, has_its_scores
from opendti_site.results.models import Run, RunScore

if TYPE_CHECKING:
    from opendti_site.accounts.models import User

pytestmark = pytest.mark.tampered("rows are changed behind the site's back")


def written_over(model: type[Model], **which: Any) -> QuerySet[Model]:
    """Return frozen rows that the test may write over all the same."""
    rows: QuerySet[Model] = QuerySet(model)
    return rows.filter(**which)


def codes() -> list[str]:
    ticks: list[None] = []
    found = [finding.code for finding in check_runs(lambda: ticks.append(None))]
    assert len(ticks) == Run.objects.count()
    return found


def test_a_run_as_computed_holds(run: Run) -> None:
    assert codes() == []
    assert has_its_scores(run)


def test_scores_are_read_without_the_frozen_answers_of_their_run(run: Run) -> None:
    """Each score joined with its run would bring all answers of a country along."""
    with CaptureQueriesContext(connection) as asked:
        assert codes() == []
    scores = [q["sql"] for q in asked if '"results_runscore"' in q["sql"]]
    assert scores
    assert run.inputs
    assert not [sql for sql in scores if '"inputs"' in sql]


def test_frozen_answers_that_were_changed_are_found_by_their_digest(run: Run) -> None:
    inputs = json.loads(run.inputs)
    inputs["units"][0]["answers"].popitem()
    written_over(Run, pk=run.pk).update(inputs=json.dumps(inputs))
    assert {"inputs_differ", "answers_differ"} <= set(codes())


def test_answers_changed_since_a_run_of_the_closed_round_are_found(run: Run) -> None:
    Answer.objects.filter(item="2.1.a").update(value=7)
    assert codes() == ["answers_differ"]


def test_a_block_changed_since_is_found_and_a_new_code_is_not(
    run: Run, agency: Unit
) -> None:
    Unit.objects.filter(pk=agency.pk).update(code="MOI")
    assert codes() == []
    run.round.submissions.filter(unit=agency).update(block="no_services")
    assert codes() == ["answers_differ"]


def test_answers_that_cannot_be_frozen_again_differ(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendti_site.results.bridge.freeze", {}.__getitem__)
    assert codes() == ["answers_differ"]


@pytest.mark.parametrize(
    ("seconds", "found"), [(-1, []), (0, ["answers_differ"]), (1, ["answers_differ"])]
)
def test_answers_are_compared_of_runs_that_began_when_the_round_was_closed(
    run: Run, seconds: int, found: list[str]
) -> None:
    closed = lines_about(run.round).get(verb="close_round").at
    moment = closed + dt.timedelta(seconds=seconds)
    written_over(Run, pk=run.pk).update(started_at=moment)
    Answer.objects.filter(item="2.1.a").update(value=7)
    assert codes() == found


def test_answers_are_compared_while_the_round_is_closed_and_the_engine_the_same(
    run: Run,
) -> None:
    Answer.objects.filter(item="2.1.a").update(value=7)
    version = run.engine_version
    written_over(Run, pk=run.pk).update(engine_version="0.0.1")
    assert codes() == []
    written_over(Run, pk=run.pk).update(engine_version=version)
    Round.objects.filter(pk=run.round_id).update(state="appraisal")
    assert codes() == []


def test_each_score_that_differs_is_named(run: Run) -> None:
    score = RunScore.objects.filter(node="2.1").first()
    assert score is not None
    columns = ("points", "max_points", "value", "rank", "of")
    for column in columns:
        before = getattr(score, column)
        written_over(RunScore, pk=score.pk).update(**{column: 99})
        assert codes() == ["score_differs"], column
        assert not has_its_scores(run)
        written_over(RunScore, pk=score.pk).update(**{column: before})
    assert codes() == []
    written_over(RunScore, pk=score.pk).update(node="9.9")
    assert sorted(codes()) == ["score_extra", "score_missing"]


def test_scores_of_a_unit_that_the_run_does_not_have_are_named(run: Run) -> None:
    stranger = Unit.objects.exclude(pk__in=run.scores.values("unit")).first()
    row = RunScore.objects.filter(node="2.1").first()
    assert stranger is not None
    assert row is not None
    row.pk, row.unit = None, stranger
    QuerySet(RunScore).bulk_create([row])
    assert codes() == ["score_extra"]
    assert not has_its_scores(run)


def test_a_digest_of_the_result_that_was_changed_is_found(run: Run) -> None:
    written_over(Run, pk=run.pk).update(result_digest="another")
    assert codes() == ["result_differs"]


def test_a_run_without_an_end_has_no_scores(round_: Round, coordinator: User) -> None:
    run = start_run(round_, "self", by=coordinator)
    assert codes() == []
    done = compute_run(start_run(round_, "self", by=coordinator))
    first = done.scores.order_by("pk").first()
    assert first is not None
    written_over(RunScore, pk=first.pk).update(run=run.pk)
    assert sorted(codes()) == ["score_extra", "score_missing"]


def test_a_framework_that_cannot_be_read_makes_a_run_a_finding(run: Run) -> None:
    Round.objects.filter(pk=run.round_id).update(framework_text="x", fingerprint="y")
    written_over(Run, pk=run.pk).update(fingerprint="z")
    assert "run_unscorable" in codes()


def test_findings_name_a_run_and_its_scores_by_their_own_words() -> None:
    named = {"results.Run": "lần tính điểm", "results.RunScore": "điểm của lần tính"}
    assert named == {
        table: Finding("score_differs", table, "1").table_words for table in named
    }
