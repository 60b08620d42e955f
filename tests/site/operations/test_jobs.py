"""A job is finished by somebody, or fails with a reason: never is it running for ever."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import OperationalError
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.operations.jobs import MAX_ATTEMPTS, claim_job, recover_jobs
from opendti_site.operations.models import Worker
from opendti_site.operations.queries import has_live_worker
from opendti_site.operations.worker import JobWorker
from opendti_site.results import actions
from opendti_site.results.enums import WORKER_LOST, RunState
from opendti_site.results.tasks import fail_stranded_runs, request_run, score_run
from tests.site.clock import shifted

if TYPE_CHECKING:
    from django.test import Client

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.results.models import Run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def queued(round_: Round, coordinator: User) -> Run:
    """A run that waits for a worker."""
    return request_run(round_, Stage.FINAL, by=coordinator)


def batch() -> None:
    """Run a worker until the queue is empty."""
    JobWorker(ends_when_idle=True).run()


def killed_worker() -> None:
    """Leave behind what a worker leaves that is killed in the middle of a job."""
    worker = JobWorker()
    worker.write_heartbeat()
    job = claim_job(worker.id)
    assert job is not None
    actions._begin(_run_of(job))  # noqa: SLF001 -- as far as the killed worker came
    pass_the_lease()


def _run_of(job: DBTaskResult) -> Run:
    from opendti_site.results.models import Run  # noqa: PLC0415 -- after the fixtures

    return Run.objects.get(pk=job.args_kwargs["args"][0])


def pass_the_lease() -> None:
    """Let the lease of every worker run out, and every delay pass."""
    past = timezone.now() - timedelta(seconds=settings.JOB_LEASE + 1)
    Worker.objects.update(seen_at=past)


def test_worker_runs_what_is_queued(queued: Run) -> None:
    batch()
    queued.refresh_from_db()
    assert queued.state == RunState.FINISHED
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL
    assert not Worker.objects.exists()


def test_job_of_a_killed_worker_is_started_again(queued: Run) -> None:
    killed_worker()
    batch()
    queued.refresh_from_db()
    assert queued.state == RunState.FINISHED
    assert len(DBTaskResult.objects.get().worker_ids) == 2


def test_worker_that_was_killed_while_the_clock_was_ahead_is_dead(queued: Run) -> None:
    with shifted(hours=9):
        worker = JobWorker()
        worker.write_heartbeat()
        assert claim_job(worker.id) is not None
    assert recover_jobs().restarted == 1
    assert queued.state == RunState.QUEUED


def test_job_in_hand_is_left_alone(queued: Run) -> None:
    worker = JobWorker()
    worker.write_heartbeat()
    job = claim_job(worker.id)
    assert job is not None
    assert recover_jobs().restarted == 0
    assert claim_job("another") is None
    assert queued.state == RunState.QUEUED


def test_worker_that_dropped_its_job_has_abandoned_it(queued: Run) -> None:
    worker = JobWorker()
    worker.write_heartbeat()
    claim_job(worker.id)
    Worker.objects.update(job=None)
    assert recover_jobs().restarted == 1
    assert queued.state == RunState.QUEUED


def test_job_that_kills_every_worker_fails_with_a_reason(queued: Run) -> None:
    for attempt in range(1, MAX_ATTEMPTS + 1):
        DBTaskResult.objects.update(run_after=timezone.now())
        killed_worker()
        recovered = recover_jobs()
        assert recovered.given_up == int(attempt == MAX_ATTEMPTS)
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
    with shifted(hours=1):
        assert fail_stranded_runs().done == "1 failed"
    queued.refresh_from_db()
    assert (queued.state, queued.failure) == (RunState.FAILED, WORKER_LOST)


def test_run_whose_job_is_gone_is_failed(queued: Run) -> None:
    DBTaskResult.objects.all().delete()
    assert fail_stranded_runs().done == ""
    with shifted(hours=1):
        batch()
    queued.refresh_from_db()
    assert (queued.state, queued.failure) == (RunState.FAILED, WORKER_LOST)


def test_lost_database_is_no_fault_of_the_run(
    queued: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    faults = iter([OperationalError("the connection is closed")])
    compute = actions.compute_run

    def lose_the_database_once(run: Run) -> Run:
        for fault in faults:
            raise fault
        return compute(run)

    monkeypatch.setattr(
        "opendti_site.results.tasks.compute_run", lose_the_database_once
    )
    monkeypatch.setattr("opendti_site.operations.worker.FIRST_PAUSE", 0.01)
    monkeypatch.setattr("opendti_site.operations.worker.RECOVER_EVERY", 0.0)
    worker = JobWorker(ends_when_idle=True)
    worker.run()
    queued.refresh_from_db()
    assert queued.state == RunState.FINISHED
    assert DBTaskResult.objects.get().worker_ids == [worker.id] * 2


def test_paused_worker_does_not_write_over_the_next_ones_end(queued: Run) -> None:
    paused = JobWorker()
    paused.write_heartbeat()
    job = claim_job(paused.id)
    assert job is not None
    pass_the_lease()
    batch()
    before = DBTaskResult.objects.get()
    paused._work_on(job)  # noqa: SLF001 -- it wakes up
    after = DBTaskResult.objects.get()
    assert before.finished_at == after.finished_at
    queued.refresh_from_db()
    assert queued.state == RunState.FINISHED


def test_second_worker_in_the_same_run_writes_nothing(
    queued: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    from opendti_site.results import bridge  # noqa: PLC0415 -- after the set-up

    scored = bridge.scored

    def overtaken(run: Run) -> bridge.Scored:
        monkeypatch.setattr(bridge, "scored", scored)
        score_run.call(run.pk)
        return scored(run)

    monkeypatch.setattr(bridge, "scored", overtaken)
    score_run.call(queued.pk)
    queued.refresh_from_db()
    assert queued.state == RunState.FINISHED


def test_pages_say_that_no_worker_lives(
    client: Client, queued: Run, coordinator: User
) -> None:
    client.force_login(coordinator)
    words = "Chưa có tiến trình tính điểm nào hoạt động"
    pages = [
        "/viec-cua-toi/",
        queued.get_absolute_url(),
        f"/ky/{queued.round_id}/ket-qua/",
    ]
    for page in pages:
        assert words in client.get(page).content.decode(), page
    JobWorker().write_heartbeat()
    assert has_live_worker()
    for page in pages:
        assert words not in client.get(page).content.decode(), page
