"""The clock, against the database's and against what has been written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.utils import timezone

from opendti_site.audit.models import AuditLine
from opendti_site.system.problems import Level, Problem
from opendti_site.ui.dates import moment

SKEW, TOO_FAR = 2.0, 10.0  # seconds
SLACK = timedelta(seconds=5)


def clock() -> Iterator[Problem]:
    """Yield a clock that differs; SQLite has that of this machine."""
    seconds = abs(seconds_off())
    if seconds > SKEW:
        level: Level = "bad" if seconds > TOO_FAR else "warn"
        yield Problem("clock_differs", level, {"seconds": round(seconds)})
    last = AuditLine.objects.order_by("-pk").values_list("at", flat=True).first()
    if last and last > timezone.now() + SLACK:
        yield Problem("clock_behind", "bad", {"at": moment(last)})


def seconds_off() -> float:
    """Return by how many seconds the database's clock is ahead of ours."""
    if connection.vendor != "postgresql":
        return 0.0
    before = timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        (there,) = cursor.fetchone()
    here = before + (timezone.now() - before) / 2
    return float((there - here).total_seconds())
