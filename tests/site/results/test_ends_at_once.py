"""A run ends once, whoever ends it at the same moment, on PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from opendti_site.results import actions
from opendti_site.results.actions import fail_run, start_run
from opendti_site.results.bridge import scored
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run, RunScore
from tests.site.walls.racing import DONE, REFUSED, interrupted

if TYPE_CHECKING:
    from collections.abc import Callable

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round

    Act = Callable[[Run], None]


def begin(run: Run) -> None:
    actions._begin(run)  # noqa: SLF001 -- what a worker does before it computes


def keep(run: Run) -> None:
    table = scored(run)
    actions._keep(run, table)  # noqa: SLF001 -- what a worker does after it


def fail(run: Run) -> None:
    fail_run(run, "Lỗi")


def writes_the_run(sql: str) -> bool:
    return sql.startswith('UPDATE "results_run"')


def outcomes_of(run: Run, first: Act, second: Act) -> tuple[str, str]:
    """Do the second while the first is about to write; each reads the run anew, as workers do."""
    runs = Run.objects.select_related("round", "started_by")
    return interrupted(
        lambda _world: first(runs.get(pk=run.pk)),
        lambda _world: second(runs.get(pk=run.pk)),
        None,
        before=writes_the_run,
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("second", [keep, fail])
@pytest.mark.parametrize(
    ("first", "state"), [(keep, RunState.FINISHED), (fail, RunState.FAILED)]
)
def test_who_ends_a_run_keeps_out_everybody_else(
    round_: Round, coordinator: User, first: Act, second: Act, state: RunState
) -> None:
    run = start_run(round_, "final", by=coordinator)
    begin(run)

    assert outcomes_of(run, first, second) == (DONE, REFUSED)

    kept = Run.objects.get(pk=run.pk)
    is_finished = state == RunState.FINISHED
    assert (kept.state, bool(kept.result_digest)) == (state, is_finished)
    assert (bool(kept.failure), RunScore.objects.exists()) == (
        not is_finished,
        is_finished,
    )


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_begins_a_run_does_not_take_back_its_end(
    round_: Round, coordinator: User
) -> None:
    run = start_run(round_, "final", by=coordinator)

    assert outcomes_of(run, begin, fail) == (DONE, DONE)

    assert Run.objects.get(pk=run.pk).state == RunState.FAILED
