"""When the disk will be full follows from what was measured, and is not said without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from opendti_site.operations.models import StorageRecord
from opendti_site.system.queries.growth import day_when_full

pytestmark = pytest.mark.django_db
TOTAL = 1000


def measured(days_ago: int, **sizes: int) -> None:
    now = timezone.now()
    day = timezone.localdate(now) - timedelta(days=days_ago)
    StorageRecord.objects.create(day=day, measured_at=now, sizes=sizes)


def days_left(free: int, *, is_database_here: bool = True) -> int | None:
    day = day_when_full(free, TOTAL, is_database_here=is_database_here)
    return None if day is None else (day - timezone.localdate()).days


def test_ten_a_day_fill_what_is_left_below_the_mark():
    measured(20, files=100, database=0)
    measured(10, files=999, database=0)  # between the ends, a straight line
    measured(0, files=200, database=100)
    assert days_left(free=550) == 40  # 400 below the mark of 850


def test_a_database_elsewhere_takes_no_room_here():
    measured(20, files=100, database=0)
    measured(0, files=200, database=5000)
    assert days_left(free=550, is_database_here=False) == 80


@pytest.mark.parametrize(
    ("days", "before", "after", "free"),
    [
        (6, 0, 100, 550),  # too short
        (20, 100, 100, 550),  # no growth
        (20, 200, 100, 550),  # it shrinks
        (20, 0, 100, 150),  # at the mark already
        (20, 0, 1, 900),  # farther than anyone plans
        (31, 0, 100, 550),  # only one measure within the window
    ],
)
def test_nothing_is_reported_without_ground(
    days: int, before: int, after: int, free: int
):
    measured(days, files=before)
    measured(0, files=after)
    assert days_left(free) is None


def test_nothing_is_reported_before_the_first_measure():
    assert days_left(free=550) is None
