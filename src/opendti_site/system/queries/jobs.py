"""Jobs for a list: what each is, how it stands, and what may be done with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from opendti_site.operations.job_kinds import JobDescription, kind_of, last_line
from opendti_site.operations.queries import Job
from opendti_site.ui.translatable import StrOrPromise

WAITING, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
FAILED, DONE = TaskResultStatus.FAILED, TaskResultStatus.SUCCESSFUL
OPEN, FAILURES, TODAY = "mo", "loi", "xong"
STATES: dict[str, tuple[str, StrOrPromise, str]] = {
    WAITING: ("none", _("Chờ"), "hourglass"),
    RUNNING: ("info", _("Đang chạy"), "player-play"),
    FAILED: ("bad", _("Lỗi"), "alert-circle"),
    DONE: ("ok", _("Xong"), "circle-check"),
}
"""The tone, the words and the icon of each state."""


@dataclass(frozen=True, slots=True)
class JobRow:
    """One job as the page shows it."""

    pk: UUID
    label: str
    about: JobDescription
    state: str
    when: datetime
    attempts: int
    can_cancel: bool

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return STATES[self.state][0]

    @property
    def words(self) -> str:
        """Its state in words."""
        return str(STATES[self.state][1])

    @property
    def icon(self) -> str:
        """The icon of its state."""
        return STATES[self.state][2]

    @property
    def has_failed(self) -> bool:
        """Whether it may be started again or dismissed."""
        return self.state == FAILED


@dataclass(frozen=True, slots=True)
class JobCounts:
    """Jobs that wait, run, have failed, and were done today."""

    waiting: int
    running: int
    failed: int
    done: int

    @property
    def open(self) -> int:
        """Those that have not ended."""
        return self.waiting + self.running


def midnight() -> datetime:
    """Return when today began in the site's time zone."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def job_counts() -> JobCounts:
    """Count the jobs, in one query."""
    done = Q(status=DONE, finished_at__gte=midnight())
    found = DBTaskResult.objects.order_by().aggregate(
        waiting=Count("pk", filter=Q(status=WAITING)),
        running=Count("pk", filter=Q(status=RUNNING)),
        failed=Count("pk", filter=Q(status=FAILED)),
        done=Count("pk", filter=done),
    )
    return JobCounts(**found)


def jobs_in(tab: str) -> QuerySet[Any]:
    """Return the jobs of one tab: the running first, then those that wait in their order; ended ones last first."""
    jobs = DBTaskResult.objects.defer("return_value")
    if tab == FAILURES:
        return jobs.filter(status=FAILED).order_by("-finished_at", "-pk")
    if tab == TODAY:
        today = jobs.filter(status=DONE, finished_at__gte=midnight())
        return today.order_by("-finished_at", "-pk")
    return jobs.filter(status__in=[RUNNING, WAITING]).order_by("-status", "enqueued_at")


def rows_of(jobs: Iterable[Job]) -> list[JobRow]:
    """Describe jobs, in one query a kind."""
    listed = list(jobs)
    by_task: dict[str, list[Job]] = defaultdict(list)
    for job in listed:
        by_task[job.task_path].append(job)
    about: dict[UUID, JobDescription] = {}
    for some in by_task.values():
        about |= kind_of(some[0]).about(some)
    return [_row(job, about) for job in listed]


def _row(job: Job, about: Mapping[UUID, JobDescription]) -> JobRow:
    kind, known = kind_of(job), about.get(job.pk, JobDescription())
    reason = (known.reason or last_line(job)) if job.status == FAILED else ""
    return JobRow(
        pk=job.pk,
        label=str(kind.label),
        about=JobDescription(known.subject, known.url, reason),
        state=job.status,
        when=job.finished_at or job.started_at or job.enqueued_at,
        attempts=len(job.worker_ids),
        can_cancel=job.status == WAITING
        or (job.status == RUNNING and kind.cancel is not None),
    )
