"""The job of a run: kept in the database, so that it survives a restart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django_tasks import task

from opendti_site.results.actions import compute_run, fail_run, start_run
from opendti_site.results.models import Run

if TYPE_CHECKING:
    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round


@task()
def score_run(run_id: int) -> None:
    """Compute a run; a failure is kept on the run and on the job."""
    run = Run.objects.select_related("round__release", "started_by").get(pk=run_id)
    try:
        compute_run(run)
    except Exception as fault:
        fail_run(run, f"{type(fault).__name__}: {fault}")
        raise


@transaction.atomic
def request_run(round_: Round, stage: str, *, by: User) -> Run:
    """Freeze the answers and queue their scoring, both or neither."""
    run = start_run(round_, stage, by=by)
    score_run.enqueue(run.pk)
    return run
