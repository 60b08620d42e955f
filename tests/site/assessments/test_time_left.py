"""How long it is to a deadline: days as a calendar counts them, hours on the last day."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from opendti_site.assessments.templatetags.assessment_words import time_left

VIETNAM = dt.timezone(dt.timedelta(hours=7))
EVENING = dt.datetime(2026, 11, 29, 22, 30, tzinfo=VIETNAM)


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        # 34½ hours are two days of the calendar, not one.
        (dt.datetime(2026, 12, 1, 9, 0, tzinfo=VIETNAM), "2 ngày"),
        (dt.datetime(2026, 12, 1, 23, 59, tzinfo=VIETNAM), "2 ngày"),
        # The day is Vietnam's, whatever zone the moment is written in.
        (dt.datetime(2026, 12, 1, 17, 0, tzinfo=dt.UTC), "3 ngày"),
        (dt.datetime(2026, 11, 30, 22, 30, tzinfo=VIETNAM), "1 ngày"),
        (dt.datetime(2026, 11, 30, 22, 29, tzinfo=VIETNAM), "23 giờ"),
        (dt.datetime(2026, 11, 29, 23, 30, tzinfo=VIETNAM), "1 giờ"),
        (dt.datetime(2026, 11, 29, 23, 29, tzinfo=VIETNAM), "59 phút"),
        (dt.datetime(2026, 11, 28, 9, 0, tzinfo=VIETNAM), "0 phút"),
    ],
)
def test_the_days_left_are_those_of_the_calendar(
    deadline: dt.datetime, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: EVENING)
    assert time_left(deadline) == words
