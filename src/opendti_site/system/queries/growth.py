"""When the disk will be taken up to the mark, if data go on growing as they did."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from opendti_site.operations.models import StorageRecord
from opendti_site.operations.storage import DATABASE

MARK = 0.85
"""Of the disk: where the page draws its line."""
WINDOW, LEAST = timedelta(days=30), timedelta(days=7)
FARTHEST = timedelta(days=3650)


def day_of_mark(free: int, total: int, *, is_database_here: bool) -> date | None:
    """
    Return the day, by a straight line through the first and the last measure of 30 days.

    None with less than a week between them, without growth, past the mark, and where it is
    more than ten years away.
    """
    today = timezone.localdate()
    records = StorageRecord.objects.filter(day__gte=today - WINDOW).order_by("day")
    measured = [
        (day, _room(sizes, is_database_here=is_database_here))
        for day, sizes in records.values_list("day", "sizes")
    ]
    left = MARK * total - (total - free)
    if not measured or measured[-1][0] - measured[0][0] < LEAST or left <= 0:
        return None
    (first, before), (last, after) = measured[0], measured[-1]
    daily = (after - before) / (last - first).days
    if daily <= 0 or left / daily > FARTHEST.days:
        return None
    return today + timedelta(days=left / daily)


def _room(sizes: dict[str, int], *, is_database_here: bool) -> int:
    return sum(
        size for kind, size in sizes.items() if is_database_here or kind != DATABASE
    )
