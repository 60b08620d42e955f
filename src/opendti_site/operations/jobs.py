"""Queued jobs: claimed by one worker, and recovered when that worker is lost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from opendti_site.operations.models import Worker
from opendti_site.operations.queries import Job, abandoned_jobs

MAX_ATTEMPTS = 3
# A lost worker may have been killed by the very job: the second restart waits.
DELAYS = (timedelta(0), timedelta(seconds=30))


class JobAbandonedError(RuntimeError):
    """A job was started several times and no worker came to its end."""


@dataclass(frozen=True, slots=True)
class RecoveryReport:
    """How many abandoned jobs were queued again, and how many failed for good."""

    restarted: int
    given_up: int


def claim_job(worker_id: str) -> Job | None:
    """Take the next job that is ready: the job and its lease are one transaction."""
    ready = DBTaskResult.objects.ready()
    if not ready.exists():  # an idle worker takes no write lock
        return None
    with exclusive_transaction():
        job: Job | None = ready.get_locked()
        if job is not None:
            job.claim(worker_id)
            note_job(worker_id, job)
        return job


def note_job(worker_id: str, job: Job | None) -> None:
    """Note which job the worker has in hand; none ends the lease."""
    Worker.objects.filter(pk=worker_id).update(
        job=job.pk if job else None, seen_at=timezone.now()
    )


@transaction.atomic
def recover_jobs() -> RecoveryReport:
    """Queue abandoned jobs again; fail those that were tried `MAX_ATTEMPTS` times.

    Safe to run by several processes at once: each row is taken by one of them.
    """
    restarted = given_up = 0
    for job in abandoned_jobs().select_for_update(skip_locked=True):
        attempts = len(job.worker_ids)
        if attempts >= MAX_ATTEMPTS:
            job.set_failed(JobAbandonedError(f"no end after {attempts} attempts"))
            given_up += 1
            continue
        job.status = TaskResultStatus.READY
        job.run_after = timezone.now() + DELAYS[max(attempts - 1, 0)]
        job.save(update_fields=["status", "run_after"])
        restarted += 1
    return RecoveryReport(restarted, given_up)


def holds_lease(job: Job, worker_id: str) -> bool:
    """Return whether the worker still holds the job, with the row locked.

    A worker that was paused for longer than its lease may find its job with another.
    """
    rows = DBTaskResult.objects.select_for_update().running().filter(pk=job.pk)
    claimed = rows.values_list("worker_ids", flat=True).first()
    return claimed is not None and claimed[-1:] == [worker_id]
