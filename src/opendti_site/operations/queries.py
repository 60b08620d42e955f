"""Reads of workers and their jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from opendti_site.operations.models import Worker

Job = DBTaskResult[Any, Any]


def live_workers() -> QuerySet[Worker]:
    """
    Return the workers that were seen within the lease.

    One that was seen later than now noted it by a clock that was ahead, and would live for
    as long as that clock was wrong.
    """
    now, lease = timezone.now(), timedelta(seconds=settings.JOB_LEASE)
    return Worker.objects.filter(seen_at__gte=now - lease, seen_at__lte=now + lease)


def has_live_worker() -> bool:
    """Return whether any process computes queued jobs."""
    return live_workers().exists()


def abandoned_jobs() -> QuerySet[Job]:
    """Return running jobs that no live worker has in hand."""
    owned = live_workers().filter(job=OuterRef("pk"))
    return DBTaskResult.objects.running().filter(~Exists(owned))
