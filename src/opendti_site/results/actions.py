"""Writes of results: a run is asked for, computed, or found impossible."""

from __future__ import annotations

from collections.abc import Mapping

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.locking import locked_round
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.organisations.models import Unit
from opendti_site.results import bridge
from opendti_site.results.bulk import insert_scores
from opendti_site.results.enums import CLOSED_STATES, RunState
from opendti_site.results.models import FrozenRowError, Run, RunScore
from opendti_site.results.permissions import can_start_run
from opendti_site.results.queries import Undecided, undecided_in


@transaction.atomic
def start_run(
    round_: Round,
    stage: str,
    *,
    by: User,
    confirmed: Mapping[str, int] | None = None,
) -> Run:
    """
    Freeze the round's answers at a stage and ask for their scores.

    `confirmed` are the counts of what is undecided that the person saw and agreed to; the
    run is refused if they have changed since. The run keeps the counts of this moment.
    """
    if not can_start_run(by, round_):
        raise PermissionDenied
    round_ = locked_round(round_.pk)  # no form changes while its answers are frozen
    if not round_.fingerprint:
        raise ActionRefusedError(_("Kỳ đánh giá chưa mở nên chưa có số liệu để tính."))
    undecided = undecided_in(round_, stage)
    _refuse_unfit(undecided, confirmed)
    frozen = bridge.freeze(round_, Stage(stage))
    run = Run.objects.create(
        round=round_,
        stage=Stage(stage),
        started_by=by,
        inputs=frozen.text,
        inputs_digest=frozen.digest,
        fingerprint=frozen.fingerprint,
        engine_version=frozen.engine_version,
        # Kept with the run: later entries change the round, never what this run left open.
        undecided=dict(undecided.counts),
        # Codes may be changed between the freezing and the scoring; a key is for ever.
        unit_keys=_keys_of(round_),
    )
    record(
        "start_run",
        run,
        by=by,
        name=str(round_),
        seals=[run],
        stage=stage,
        inputs=frozen.digest,
        undecided=run.undecided,
    )
    return run


def _keys_of(round_: Round) -> dict[str, int]:
    units = Unit.objects.filter(submissions__in=round_.taking_part).order_by("code")
    return dict(units.values_list("code", "pk"))


def _refuse_unfit(undecided: Undecided, confirmed: Mapping[str, int] | None) -> None:
    """Refuse a ranking of zeros, and one whose open points are not those that were confirmed."""
    if not undecided.has_values:
        raise ActionRefusedError(
            _("Chưa đơn vị nào nộp hồ sơ nên chưa có gì để tính điểm và xếp hạng.")
        )
    if confirmed is not None and dict(confirmed) != dict(undecided.counts):
        raise ActionRefusedError(
            _("Số việc còn dở đã thay đổi từ lúc mở trang; hãy xem lại rồi xác nhận.")
        )


def compute_run(run: Run) -> Run:
    """Score a queued run; the state "running" is seen by others while it lasts."""
    _begin(run)
    # Between two transactions: scoring may take a minute, and no lock is held while it does.
    table = bridge.scored(run)
    _keep(run, table)
    return run


@transaction.atomic
def _begin(run: Run) -> None:
    _lock_open(run)
    run.state = RunState.RUNNING
    run.save(update_fields=["state"])
    record("begin_run", run, by=run.started_by, name=str(run.round), seals=[run])


def _lock_open(run: Run) -> None:
    """Lock a run and insist that it has not ended, whoever else may have ended it meanwhile."""
    rows = Run.objects.select_for_update().filter(pk=run.pk)
    state = rows.values_list("state", flat=True).get()
    if state in CLOSED_STATES:
        message = f"run {run.pk} is {state} and never changes"
        raise FrozenRowError(message)


@transaction.atomic
def _keep(run: Run, table: bridge.Scored) -> None:
    """Write all scores and close the run: both or neither.

    The lock keeps out a second worker that took the run for abandoned.
    """
    _lock_open(run)
    lines = bridge.score_lines(table)
    keys = run.unit_keys
    insert_scores(RunScore, (_row(run, line, keys) for line in lines))
    run.state = RunState.FINISHED
    run.finished_at = timezone.now()
    run.result_digest = bridge.result_digest(lines)
    run.unresolved = bridge.unresolved_count(table)
    run.save()
    record(
        "finish_run",
        run,
        by=run.started_by,
        name=str(run.round),
        seals=[run],
        result=run.result_digest,
    )


def _row(run: Run, line: bridge.ScoreLine, keys: Mapping[str, int]) -> RunScore:
    kept = {
        name: getattr(line, name)
        for name in bridge.ScoreLine.__slots__
        if name != "unit"
    }
    return RunScore(run=run, unit_id=keys[line.unit], **kept)


@transaction.atomic
def fail_run(run: Run, failure: str) -> Run:
    """Keep what went wrong where the person who asked will see it."""
    _lock_open(run)
    run.state = RunState.FAILED
    run.finished_at = timezone.now()
    run.failure = failure
    run.save()
    record(
        "fail_run",
        run,
        by=run.started_by,
        name=str(run.round),
        seals=[run],
        failure=bridge.failure_in_words(failure),
    )
    return run
