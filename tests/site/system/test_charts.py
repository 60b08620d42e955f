"""The drawing of the jobs by hour agrees with the numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from opendti_site.system.charts import HOURS, hour_charts, round_top
from opendti_site.system.queries.hours import HourCounts


@given(st.integers(0, 10**9))
def test_the_axis_ends_above_the_highest_bar_and_not_far_above(highest):
    top = round_top(highest)
    assert top >= highest
    assert top % 2 == 0
    assert top <= max(2.5 * highest, 2)


@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 500)), max_size=HOURS))
def test_bars_are_as_high_as_their_numbers_and_stay_inside(counts):
    hours = [HourCounts(hour, *both) for hour, both in enumerate(counts)]
    numbers = [number for both in counts for number in both if number]
    for chart in hour_charts(hours):
        assert len(chart.bars) == len(numbers)
        bottom, top = float(chart.lines[0].at), float(chart.lines[-1].at)
        unit = (bottom - top) / chart.lines[-1].number
        for bar, number in zip(chart.bars, numbers, strict=True):
            assert float(bar.height) == pytest.approx(number * unit, abs=0.06)
            assert float(bar.y) >= top - 0.06
            assert float(bar.y) + float(bar.height) <= bottom + 0.11
            assert float(bar.x) + float(bar.width) <= chart.width
