"""When the disk will be full up to `FULL_SHARE`, if data go on growing as they did."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from opendti_site.operations.models import StorageRecord
from opendti_site.operations.storage import DATABASE

FULL_SHARE = 0.85
"""Of the disk: where the page draws its line."""
WINDOW, MIN_SPAN = timedelta(days=30), timedelta(days=7)
HORIZON = timedelta(days=3650)


def day_when_full(free: int, total: int, *, is_database_here: bool) -> date | None:
    """
    Return the day, by a straight line through the first and the last measure of 30 days.

    None with less than a week between them, without growth, past that share, and where it is
    more than ten years away.
    """
    today = timezone.localdate()
    records = StorageRecord.objects.filter(day__gte=today - WINDOW).order_by("day")
    measured = [
        (day, _size(sizes, is_database_here=is_database_here))
        for day, sizes in records.values_list("day", "sizes")
    ]
    remaining = FULL_SHARE * total - (total - free)
    if not measured or measured[-1][0] - measured[0][0] < MIN_SPAN or remaining <= 0:
        return None
    (first, before), (last, after) = measured[0], measured[-1]
    daily = (after - before) / (last - first).days
    if daily <= 0 or remaining / daily > HORIZON.days:
        return None
    return today + timedelta(days=remaining / daily)


def _size(sizes: dict[str, int], *, is_database_here: bool) -> int:
    return sum(
        size for kind, size in sizes.items() if is_database_here or kind != DATABASE
    )
