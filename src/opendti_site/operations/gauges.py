"""The figures of the machine room: database, jobs, workers, chores and disk."""

from __future__ import annotations

import shutil
from time import perf_counter

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.models import Count, Min
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from opendti_site.operations.metrics import Gauge, Values, register_gauge
from opendti_site.operations.models import ChoreRecord
from opendti_site.operations.queries import live_workers

WAITING, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
STATES = {
    WAITING: "waiting",
    RUNNING: "running",
    TaskResultStatus.FAILED: "failed",
    TaskResultStatus.SUCCESSFUL: "done",
}


def register_all() -> None:
    """Register the figures; whether the database answers comes first."""
    text = "1 while the database answers."
    register_gauge(Gauge("opendti_database_up", text, _is_up))
    text = "Seconds of one query that reads no table."
    register_gauge(Gauge("opendti_database_seconds", text, _round_trip))
    text = "Kept jobs by state; those that ended are kept for a fortnight."
    register_gauge(Gauge("opendti_jobs", text, _jobs, ("state",)))
    text = "Age of the oldest job that waits to be started; 0 where none does."
    register_gauge(Gauge("opendti_oldest_job_seconds", text, _oldest_job))
    text = "Workers that live."
    register_gauge(Gauge("opendti_workers", text, lambda: {(): live_workers().count()}))
    text = "When a chore was last done, in seconds since 1970."
    register_gauge(Gauge("opendti_chore_timestamp_seconds", text, _chores, ("chore",)))
    text = "Bytes that are free on the disk of the data folder."
    register_gauge(Gauge("opendti_disk_free_bytes", text, _free))


def _is_up() -> Values:
    try:
        _round_trip()
    except DatabaseError:
        return {(): 0}
    return {(): 1}


def _round_trip() -> Values:
    began = perf_counter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return {(): perf_counter() - began}


def _jobs() -> Values:
    counted = (
        DBTaskResult.objects.order_by().values_list("status").annotate(Count("pk"))
    )
    found = dict(counted)
    return {(words,): found.get(state, 0) for state, words in STATES.items()}


def _oldest_job() -> Values:
    ready = DBTaskResult.objects.ready().order_by()
    oldest = ready.aggregate(at=Min("enqueued_at"))["at"]
    return {(): (timezone.now() - oldest).total_seconds() if oldest else 0}


def _chores() -> Values:
    rows = ChoreRecord.objects.values_list("name", "finished_at")
    return {(name,): at.timestamp() for name, at in rows if at}


def _free() -> Values:
    return {(): shutil.disk_usage(settings.DATA_DIR).free}
