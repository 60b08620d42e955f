"""What administrators see of the jobs of runs, and what comes of a run when its job is ended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from opendti_site.accounts.models import User
from opendti_site.operations.job_kinds import (
    JobDescription,
    argument_of,
)
from opendti_site.operations.queries import Job
from opendti_site.results.actions import fail_run
from opendti_site.results.enums import CLOSED_STATES, RUN_CANCELLED
from opendti_site.results.failures import failure_words
from opendti_site.results.models import Run
from opendti_site.results.tasks import request_run


def about_runs(jobs: Sequence[Job]) -> Mapping[UUID, JobDescription]:
    """Describe the runs of jobs, in one query."""
    long = ("inputs", "unit_keys", "round__framework_text")
    keys = {job.pk: argument_of(job) for job in jobs}
    runs = Run.objects.select_related("round").defer(*long).in_bulk(keys.values())
    return {pk: _about(runs[key]) for pk, key in keys.items() if key in runs}


def _about(run: Run) -> JobDescription:
    subject = f"{run.round} · {run.get_stage_display()}"
    return JobDescription(subject, run.get_absolute_url(), failure_words(run.failure))


def retry_run(job: Job, *, by: User) -> None:
    """Ask for the same scores again: a run that has failed stays as it is, beside a new one.

    What is undecided must be what it was, since that is what was confirmed.
    """
    run = Run.objects.select_related("round").get(pk=argument_of(job))
    request_run(run.round, run.stage, by=by, confirmed=run.undecided)


def cancel_run(job: Job, *, by: User) -> None:  # noqa: ARG001 -- the line of the act names the person
    """Fail a run that has not ended; a worker that has it in hand then writes nothing."""
    run = Run.objects.select_related("round", "started_by").get(pk=argument_of(job))
    if run.state not in CLOSED_STATES:
        fail_run(run, RUN_CANCELLED)
