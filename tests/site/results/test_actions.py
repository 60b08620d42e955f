from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from opendti_site.assessments.rounds.actions import create_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.assessments.submissions.actions import save_answers
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.models import AuditLine
from opendti_site.frameworks.actions import adopt_text
from opendti_site.results import bridge
from opendti_site.results.actions import compute_run, fail_run, start_run
from opendti_site.results.enums import RunState
from opendti_site.results.models import FrozenRowError, Run, RunScore
from opendti_site.results.tasks import request_run, score_run
from tests.site.clock import shifted
from tests.site.runs import ANSWERS, answered, opened

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit


def root_scores(
    run: Run,
) -> dict[str, tuple[float | None, float | None, float | None, int | None]]:
    rows = RunScore.objects.filter(run=run, node="index").select_related("unit")
    return {
        row.unit.code: (row.points, row.max_points, row.value, row.rank) for row in rows
    }


def test_run_scores_the_hand_worked_answers(run: Run) -> None:
    assert run.state == RunState.FINISHED
    assert run.unresolved == 0
    assert root_scores(run) == {
        "CucTMDT": (66.0, 90.0, 0.7333, 1),
        "VuDKT": (40.0, 50.0, 0.8, 1),
    }


def test_node_that_a_block_lacks_has_no_score(run: Run, department: Unit) -> None:
    assert not RunScore.objects.filter(run=run, unit=department, node="2.2").exists()
    assert RunScore.objects.filter(run=run).count() == 8 + 7


def test_inputs_are_frozen_as_they_stood(round_: Round, run: Run) -> None:
    frozen = json.loads(run.inputs)
    assert [row["unit"] for row in frozen["units"]] == ["CucTMDT", "VuDKT"]
    assert frozen["units"][0]["answers"]["2.3.a"] == ["given", 1.0]
    assert run.inputs_digest == bridge.digest_of(run.inputs)
    assert run.fingerprint == round_.fingerprint


@pytest.mark.parametrize("stage", Stage)
def test_a_field_that_cannot_be_read_counts_as_blank_not_by_its_last_value(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    coordinator: User,
    reporter: User,
    stage: Stage,
) -> None:
    round_ = opened(framework_text, ministry, coordinator)
    answered(round_, coordinator, ANSWERS[:1])
    with shifted(days=-2):
        save_answers(
            round_.submissions.get(unit=agency),
            {"2.1.a": PostedField("ba dịch vụ")},
            by=reporter,
        )
    run = compute_run(start_run(round_, stage, by=coordinator))
    assert "2.1.a" not in json.loads(run.inputs)["units"][0]["answers"]
    assert root_scores(run)["CucTMDT"][0] == 60.0


def test_running_again_gives_the_same_bytes(
    round_: Round, run: Run, coordinator: User
) -> None:
    again = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    assert again.pk != run.pk
    assert again.inputs == run.inputs
    assert again.result_digest == run.result_digest
    lines = bridge.score_lines(
        bridge.scored(Run.objects.select_related("round").get(pk=run.pk))
    )
    assert bridge.result_digest(lines) == run.result_digest


def test_run_keeps_its_inputs_when_answers_change(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> None:
    round_ = opened(framework_text, ministry, coordinator)
    answered(round_, coordinator)
    run = start_run(round_, Stage.SELF, by=coordinator)
    answered(round_, coordinator, [("VuDKT", {"1.1.a": 1})])
    assert root_scores(compute_run(run))["VuDKT"] == (40.0, 50.0, 0.8, 1)


def test_not_measured_criterion_leaves_the_run_unresolved(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> None:
    round_ = opened(framework_text, ministry, coordinator)
    answered(round_, coordinator)
    from opendti_site.assessments.submissions.actions import ImportedRow, import_answers  # noqa: PLC0415 -- here only

    import_answers(
        round_, [ImportedRow("VuDKT", "2.1.a", None, "not_measured")], by=coordinator
    )
    run = compute_run(start_run(round_, Stage.FINAL, by=coordinator))
    assert (run.state, run.unresolved) == (RunState.FINISHED, 1)


@pytest.mark.parametrize(
    "who", ["reporter", "signatory", "appraiser", "council", "viewer", "stranger"]
)
def test_only_coordinators_start_runs(
    round_: Round, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(PermissionDenied):
        start_run(round_, Stage.FINAL, by=request.getfixturevalue(who))
    assert Run.objects.count() == 0


def test_round_that_never_opened_has_nothing_to_run(
    framework_text: str, ministry: Unit, coordinator: User
) -> None:
    now = timezone.now()
    draft = RoundDraft(
        "Kỳ 2027",
        2027,
        adopt_text(framework_text, by=coordinator),
        ministry,
        opens_at=now,
        submit_by=now + dt.timedelta(days=1),
    )
    with pytest.raises(ActionRefusedError, match="chưa mở"):
        start_run(create_round(draft, by=coordinator), Stage.FINAL, by=coordinator)
    assert Run.objects.count() == 0


def test_nobody_submitted_so_there_is_no_ranking_of_zeros(
    framework_text: str,
    ministry: Unit,
    agency: Unit,
    department: Unit,
    coordinator: User,
) -> None:
    empty = opened(framework_text, ministry, coordinator)
    with pytest.raises(ActionRefusedError, match="Chưa đơn vị nào nộp"):
        start_run(empty, Stage.FINAL, by=coordinator)
    assert Run.objects.count() == 0


def test_a_run_keeps_what_was_undecided(round_: Round, coordinator: User) -> None:
    undecided = {"not_submitted": 2, "not_settled": 9}
    run = start_run(round_, Stage.FINAL, by=coordinator)
    assert (run.undecided, run.is_complete) == (undecided, False)
    with pytest.raises(ActionRefusedError, match="đã thay đổi"):
        start_run(
            round_,
            Stage.FINAL,
            by=coordinator,
            confirmed=undecided | {"not_submitted": 1},
        )
    assert Run.objects.count() == 1


def test_finished_run_refuses_every_change(run: Run) -> None:
    kept = Run.objects.values().get(pk=run.pk)
    run.unresolved = 7
    with pytest.raises(FrozenRowError):
        run.save()
    with pytest.raises(FrozenRowError):
        compute_run(run)
    with pytest.raises(FrozenRowError):
        run.delete()
    score = run.scores.first()
    assert score is not None
    score.value = 1.0
    with pytest.raises(FrozenRowError):
        score.save()
    with pytest.raises(FrozenRowError):
        score.delete()
    assert Run.objects.values().get(pk=run.pk) == kept


def test_failure_is_kept_and_shown(round_: Round, coordinator: User) -> None:
    run = fail_run(start_run(round_, Stage.FINAL, by=coordinator), "hết bộ nhớ")
    assert (run.state, run.failure) == (RunState.FAILED, "hết bộ nhớ")
    assert AuditLine.objects.filter(verb="fail_run").count() == 1


def test_a_run_that_ended_meanwhile_is_not_begun(
    round_: Round, coordinator: User
) -> None:
    queued = start_run(round_, Stage.FINAL, by=coordinator)
    fail_run(Run.objects.get(pk=queued.pk), "hết bộ nhớ")
    with pytest.raises(FrozenRowError):
        compute_run(queued)
    assert Run.objects.get(pk=queued.pk).state == RunState.FAILED
    assert not AuditLine.objects.filter(verb="begin_run").exists()


def test_each_act_leaves_one_audit_line(run: Run) -> None:
    verbs = AuditLine.objects.filter(subject=f"results.Run:{run.pk}").values_list(
        "verb", flat=True
    )
    assert list(verbs.order_by("pk")) == ["start_run", "begin_run", "finish_run"]


def test_job_scores_the_run(round_: Round, coordinator: User) -> None:
    run = request_run(round_, Stage.FINAL, by=coordinator)
    assert run.state == RunState.QUEUED
    score_run.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.scores.count()) == (RunState.FINISHED, 15)


def test_job_that_fails_reports_the_run(
    round_: Round, coordinator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = start_run(round_, Stage.FINAL, by=coordinator)

    def broken(_run: Run) -> None:
        message = "không đọc được"
        raise ValueError(message)

    monkeypatch.setattr("opendti_site.results.actions.bridge.scored", broken)
    with pytest.raises(ValueError, match="không đọc được"):
        score_run.func(run.pk)
    run.refresh_from_db()
    assert (run.state, run.failure, run.scores.count()) == (
        RunState.FAILED,
        "ValueError: không đọc được",
        0,
    )
