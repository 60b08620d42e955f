"""The job of a run: kept in the database, so that it survives a restart."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import Round
from opendti_site.operations.chores import Outcome, counted
from opendti_site.results.actions import compute_run, fail_run, start_run
from opendti_site.results.bridge import failure_of
from opendti_site.results.enums import CLOSED_STATES, WORKER_LOST
from opendti_site.results.models import FrozenRowError, Run


@task()
def score_run(run_id: int) -> None:
    """Compute a run; a failure is kept on the run and on the job.

    Safe to start again: scores and the end of the run are one transaction. A fault of
    the database is not the run's: it leaves the job to be started again.
    """
    runs = Run.objects.select_related("round__release", "started_by")
    run = runs.filter(pk=run_id).first()
    if run is None or run.state in CLOSED_STATES:
        return
    try:
        compute_run(run)
    except (OperationalError, InterfaceError):
        raise
    except FrozenRowError:  # another worker was quicker
        return
    except Exception as error:
        if not runs.filter(pk=run_id).exists():
            # Its rehearsal was deleted meanwhile: nobody waits for it, and nothing has failed.
            return
        fail_run(run, failure_of(error))
        raise


def fail_stranded_runs() -> Outcome:
    """Fail the open runs whose job has failed or is gone, so that nobody waits for them."""
    old = timezone.now() - timedelta(seconds=settings.JOB_LEASE)
    open_runs = Run.objects.exclude(state__in=CLOSED_STATES).filter(started_at__lt=old)
    if not open_runs.exists():
        return Outcome()
    failed = 0
    with transaction.atomic():
        stranded = open_runs.exclude(pk__in=_runs_in_queue())
        locked = stranded.select_related("round", "started_by")
        for run in locked.select_for_update(of=("self",), skip_locked=True):
            fail_run(run, WORKER_LOST)
            failed += 1
    return counted("failed", failed, code="runs_failed")


def _runs_in_queue() -> list[int]:
    waiting = DBTaskResult.objects.filter(
        task_path=score_run.module_path,
        status__in=[TaskResultStatus.READY, TaskResultStatus.RUNNING],
    )
    return [job.args_kwargs["args"][0] for job in waiting]


@transaction.atomic
def request_run(
    round_: Round,
    stage: str,
    *,
    by: User,
    confirmed: Mapping[str, int] | None = None,
) -> Run:
    """Freeze the answers and queue their scoring, both or neither."""
    run = start_run(round_, stage, by=by, confirmed=confirmed)
    score_run.enqueue(run.pk)
    return run
