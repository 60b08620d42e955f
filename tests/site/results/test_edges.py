"""What is undecided in a round, and which runs are listed: counted over rows of every kind."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone

from opendti_site.assessments.rounds.enums import RoundOrigin
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import (
    AnswerOrigin,
    AnswerState,
    Stage,
    Verdict,
)
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.results import actions
from opendti_site.results.actions import compute_run, fail_run, start_run
from opendti_site.results.enums import RunState
from opendti_site.results.models import FrozenRowError, Run, RunScore
from opendti_site.results.queries import (
    RankingFilter,
    blocks_of,
    lacks_worker,
    latest_runs,
    not_measured,
    outline_for,
    rank_table,
    runs_of,
    runs_visible_to,
    three_scores,
    undecided_in,
)
from tests.site.runs import answered, opened

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.organisations.models import Unit

by_hand = pytest.mark.tampered("forms, entries and runs are written without acts")


@pytest.fixture
def open_round(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> Round:
    """An open round of an agency with five criteria and a department with four."""
    return opened(framework_text, ministry, coordinator)


def appraise_form(
    form: Submission, criterion: str, stage: Stage, by: User, **more: Any
):
    return ScoreEntry.objects.create(
        submission=form,
        criterion=criterion,
        stage=stage,
        verdict=Verdict.ACCEPTED,
        max_points=10,
        by=by,
        **more,
    )


def answer(form: Submission, item: str, by: User, **more: Any) -> Answer:
    return Answer.objects.create(
        submission=form,
        item=item,
        criterion=item[:3],
        updated_by=by,
        updated_at=timezone.now(),
        **more,
    )


@by_hand
def test_what_is_undecided_is_counted_by_stage(
    open_round: Round, framework_text: str, ministry: Unit, coordinator: User
):
    other = opened(framework_text, ministry, coordinator, year=2025)
    forms = {form.block: form for form in open_round.submissions.all()}
    first, second = forms["services"], forms["no_services"]
    Submission.objects.filter(pk=second.pk).update(state="submitted")
    Submission.objects.filter(round=other).update(state="submitted")
    foreign = other.submissions.get(unit=first.unit)
    for form, criterion, stage in (
        (first, "1.1", Stage.APPRAISED),
        (first, "1.1", Stage.APPRAISED),  # again: still one criterion
        (second, "1.1", Stage.APPRAISED),
        (second, "1.2", Stage.FINAL),
        (second, "2.1", Stage.SELF),
        (foreign, "2.1", Stage.APPRAISED),
        (foreign, "2.1", Stage.FINAL),
    ):
        appraise_form(form, criterion, stage, coordinator)
    for form, item in (
        (first, "2.2.a"),  # one criterion, two items: one claim
        (first, "2.2.b"),
        (second, "1.1.a"),  # appraised
        (second, "1.2.a"),  # appraised by the council alone
        (foreign, "2.2.a"),
    ):
        answer(form, item, coordinator, state=AnswerState.NOT_APPLICABLE)
    counts = {stage: dict(undecided_in(open_round, stage).counts) for stage in Stage}
    assert counts == {
        Stage.SELF: {"not_submitted": 1},
        Stage.APPRAISED: {"not_submitted": 1, "not_appraised": 7, "claims": 2},
        Stage.FINAL: {
            "not_submitted": 1,
            "not_settled": 8,
            "claims": 1,
            "not_closed": 1,
        },
    }


@by_hand
def test_an_appraisal_over_other_values_decides_nothing(
    open_round: Round, coordinator: User
):
    first, second = open_round.submissions.order_by("pk")
    for form in (first, second):
        answer(form, "2.1.a", coordinator, value=3)
        appraise_form(
            form, "2.1", Stage.APPRAISED, coordinator, basis="of other values"
        )
        appraise_form(form, "2.1", Stage.FINAL, coordinator)
    appraise_form(first, "1.1", Stage.FINAL, coordinator, basis="of other values")
    answer(first, "1.1.a", coordinator, value=1)
    Submission.objects.update(changed_at=timezone.now())
    assert undecided_in(open_round, Stage.APPRAISED).counts["not_appraised"] == 9
    assert undecided_in(open_round, Stage.FINAL).counts["not_settled"] == 7


@by_hand
def test_a_round_has_values_once_a_form_is_submitted_or_brought_in(
    open_round: Round, framework_text: str, ministry: Unit, coordinator: User
):
    def has_values() -> bool:
        return undecided_in(open_round, Stage.SELF).has_values

    other = opened(framework_text, ministry, coordinator, year=2025)
    answered(other, coordinator)
    form = open_round.submissions.get(block="services")
    answer(form, "1.1.a", coordinator, value=1)
    blank = answer(form, "2.1.a", coordinator, state=AnswerState.BLANK)
    Answer.objects.filter(pk=blank.pk).update(origin=AnswerOrigin.IMPORTED)
    assert not has_values()
    Answer.objects.filter(pk=blank.pk).update(state=AnswerState.GIVEN, value=0)
    assert has_values()
    Answer.objects.all().delete()
    Submission.objects.filter(pk=form.pk).update(state="submitted")
    assert has_values()
    Round.objects.filter(pk=open_round.pk).update(origin=RoundOrigin.PUBLISHED_DATA)
    open_round.refresh_from_db()
    published = undecided_in(open_round, Stage.FINAL)
    assert (published.counts, published.has_values) == ({}, True)


def test_a_run_starts_over_what_was_confirmed(round_: Round, coordinator: User):
    found = dict(undecided_in(round_, Stage.FINAL).counts)
    run = start_run(round_, Stage.FINAL, by=coordinator, confirmed=found)
    assert (run.undecided, run.stage) == (found, "final")
    assert set(run.unit_keys) == {"CucTMDT", "VuDKT"}
    for confirmed in ({}, {**found, "claims": 1}):
        with pytest.raises(ActionRefusedError, match="đã thay đổi"):
            start_run(round_, Stage.FINAL, by=coordinator, confirmed=confirmed)


@pytest.mark.parametrize("state", [RunState.FINISHED, RunState.FAILED])
def test_a_run_that_has_ended_neither_begins_nor_fails_nor_is_kept(
    round_: Round, coordinator: User, state: RunState
):
    run = start_run(round_, Stage.FINAL, by=coordinator)
    waiting = Run.objects.get(pk=run.pk)
    table = actions.bridge.scored(run)
    ended = compute_run(run) if state == RunState.FINISHED else fail_run(run, "lỗi")
    assert ended.finished_at is not None
    before = AuditLine.objects.count(), Run.objects.values().get(pk=run.pk)
    scores = RunScore.objects.count()
    for act in (
        lambda: compute_run(waiting),
        lambda: fail_run(waiting, "khác"),
        lambda: actions._keep(waiting, table),  # noqa: SLF001 -- as a second worker comes to it
    ):
        with pytest.raises(FrozenRowError):
            act()
    assert before == (AuditLine.objects.count(), Run.objects.values().get(pk=run.pk))
    assert RunScore.objects.count() == scores


@by_hand
def test_the_newest_finished_run_of_each_stage_counts(
    round_: Round,
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
):
    other = opened(framework_text, ministry, coordinator, year=2025)

    def made(stage: str, state: str, round_: Round = round_) -> Run:
        return Run.objects.create(
            round=round_, stage=stage, state=state, started_by=coordinator, inputs="{}"
        )

    made("self", "finished")
    newest = {"self": made("self", "finished"), "final": made("final", "finished")}
    made("self", "queued")
    made("final", "failed")
    made("appraised", "running")
    made("final", "finished", other)
    assert latest_runs(round_) == newest
    for run, unit, node, points in (
        (newest["self"], agency, "index", 60.0),
        (newest["self"], agency, "1.1", 10.0),
        (newest["final"], department, "index", 40.0),
    ):
        RunScore.objects.create(
            run=run, unit=unit, node=node, points=points, state="given", block="b"
        )
    assert [
        (score.stage, score.points, score.run)
        for score in three_scores(newest["self"], agency, "index")
    ] == [("self", 60.0, newest["self"]), ("final", None, newest["final"])]
    listed = {run: run.units for run in runs_of(round_)}
    assert {run: units for run, units in listed.items() if units} == {
        newest["self"]: 1,
        newest["final"]: 1,
    }


@by_hand
def test_a_ranking_is_of_one_run(round_: Round, agency: Unit, coordinator: User):
    runs = [
        Run.objects.create(
            round=round_,
            stage="final",
            started_by=coordinator,
            fingerprint=round_.fingerprint,
        )
        for _ in range(2)
    ]
    for run, points in zip(runs, (1.0, 2.0), strict=True):
        RunScore.objects.create(
            run=run,
            unit=agency,
            node="index",
            block="services",
            points=points,
            max_points=4,
            value=points / 4,
            rank=1,
            of=1,
            state="given",
        )
    outline = outline_for(runs[0])
    assert [block.units for block in blocks_of(runs[0], outline)] == [1]
    table = rank_table(runs[0], outline, RankingFilter(block="services"))
    assert [(row.unit, row.value) for row in table.rows] == [(agency, 0.25)]
    assert (table.by.count, table.by.mean) == (1, 0.25)


@by_hand
def test_criteria_that_wait_for_a_measurement(
    round_: Round, agency: Unit, department: Unit, coordinator: User
):
    runs = [
        Run.objects.create(round=round_, stage="final", started_by=coordinator)
        for _ in range(2)
    ]
    for run, unit, node, state in (
        (runs[0], department, "2.1", "not_measured"),
        (runs[0], agency, "2.1", "not_measured"),
        (runs[0], agency, "index", "not_measured"),
        (runs[0], agency, "1.1", "given"),
        (runs[1], agency, "2.1", "not_measured"),
    ):
        RunScore.objects.create(run=run, unit=unit, node=node, state=state)
    assert [(row.unit, row.node) for row in not_measured(runs[0])] == [
        (agency, "2.1"),
        (department, "2.1"),
    ]


@by_hand
def test_runs_are_listed_for_those_over_the_whole_round(
    round_: Round,
    coordinator: User,
    viewer: User,
    reporter: User,
    monkeypatch: pytest.MonkeyPatch,
):
    now = timezone.now()
    first, second = (
        Run.objects.create(round=round_, stage="final", started_by=coordinator)
        for _ in range(2)
    )
    Run.objects.filter(pk=second.pk).update(started_at=now - dt.timedelta(days=1))
    assert list(runs_visible_to(viewer)) == [first, second]
    assert list(runs_of(round_)) == [first, second]
    assert list(runs_visible_to(reporter)) == []
    alive = "opendti_site.results.queries.runs.has_live_worker"
    monkeypatch.setattr(alive, lambda: False)
    assert lacks_worker(viewer)
    assert not lacks_worker(reporter)
    monkeypatch.setattr(alive, lambda: True)
    assert not lacks_worker(viewer)
    monkeypatch.setattr(alive, lambda: False)
    Run.objects.update(state=RunState.FINISHED)
    assert not lacks_worker(viewer)
