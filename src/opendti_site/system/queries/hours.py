"""Jobs that ended today, hour by hour."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import ExtractHour
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from opendti_site.system.queries.jobs import DONE, FAILED, midnight


@dataclass(frozen=True, slots=True)
class HourCounts:
    """How many jobs were done and how many failed in one hour of today."""

    hour: int
    done: int = 0
    failed: int = 0


def hours_of_today() -> list[HourCounts]:
    """Return every hour from midnight to this one, in one query."""
    ended = DBTaskResult.objects.filter(
        status__in=[DONE, FAILED], finished_at__gte=midnight()
    )
    zone = timezone.get_current_timezone()
    rows = (
        ended
        .order_by()
        .values_list(ExtractHour("finished_at", tzinfo=zone), "status")
        .annotate(Count("pk"))
    )
    found = {(hour, status): count for hour, status, count in rows}
    return [
        HourCounts(hour, found.get((hour, DONE), 0), found.get((hour, FAILED), 0))
        for hour in range(timezone.localtime().hour + 1)
    ]
