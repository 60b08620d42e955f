"""Days and moments as texts."""

from __future__ import annotations

import datetime as dt

import pytest

from opendti_site.ui.dates import day, moment

EVENING = dt.datetime(2026, 11, 28, 18, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (EVENING, "29/11/2026"),
        (EVENING - dt.timedelta(hours=2), "28/11/2026"),
        (EVENING.date(), "28/11/2026"),
    ],
)
def test_a_day_is_that_of_the_sites_time_zone(at: dt.date, text: str):
    assert day(at) == text


def test_a_moment_is_in_the_sites_time_zone():
    assert moment(EVENING) == "01:30 29/11/2026"
