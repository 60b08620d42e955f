"""Workers, jobs and periodic work."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Max, Min
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from opendti_site.operations.backup.chores import DAILY_BACKUP
from opendti_site.operations.models import BackupRecord, ChoreRecord
from opendti_site.operations.queries import has_live_worker
from opendti_site.system.outcome_words import label_of, outcome_of
from opendti_site.system.problems import Problem
from opendti_site.ui.dates import moment

PATIENCE = timedelta(minutes=10)
SILENCE = timedelta(hours=3)
"""The most frequent chore that is noted runs every hour."""
VERIFICATION = "audit verification"


def workers_and_jobs() -> Iterator[Problem]:
    """Yield what keeps jobs from being done, and those that failed."""
    if not has_live_worker():
        yield Problem("no_worker", "bad", anchor="viec")
    ready = DBTaskResult.objects.ready().order_by()
    since = ready.aggregate(at=Min("enqueued_at"))["at"]
    if since and timezone.now() - since > PATIENCE:
        minutes = int((timezone.now() - since).total_seconds() // 60)
        yield Problem("job_waits", "warn", {"minutes": minutes}, "viec")
    failed = DBTaskResult.objects.filter(status=TaskResultStatus.FAILED).count()
    if failed:
        yield Problem("jobs_failed", "bad", {"count": failed}, "viec")


def periodic_work() -> Iterator[Problem]:
    """Yield chores that no longer run, and those that found faults."""
    last = ChoreRecord.objects.aggregate(at=Max("finished_at"))["at"]
    if last and timezone.now() - last > SILENCE:
        yield Problem("housekeeping_stopped", "bad", {"at": moment(last)})
    for chore in ChoreRecord.objects.filter(faults__gt=0):
        if _is_reported_separately(chore.name):
            continue
        about = {
            "name": label_of(chore.name),
            "count": chore.faults,
            "outcome": outcome_of(chore),
        }
        yield Problem("chore_failed", "warn", about)


def _is_reported_separately(name: str) -> bool:
    """Return whether a chore's faults are a problem of their own: of the backup's, that there is none."""
    if name != DAILY_BACKUP:
        return name == VERIFICATION
    last = BackupRecord.objects.first()
    return last is not None and bool(last.fault)
