from __future__ import annotations

import math

import pytest

from opendti.ranking import band_of
from tests.small_sets import criterion, plan_with

BANDS = """bands:
  - {code: high, from: 0.75, bound: open, title: {vi: Cao}}
  - {code: low, from: 0, title: {vi: Thấp}}
  - {code: middle, from: 0.5, title: {vi: Vừa}}
"""
PLAN = plan_with(criterion("{kind: yes_no}"), head=BANDS)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1, "high"),
        (0.7501, "high"),
        (0.75, "middle"),
        (0.5, "middle"),
        (0.4999, "low"),
        (0, "low"),
    ],
)
def test_lower_bounds_are_open_or_closed_as_written(value: float, code: str) -> None:
    band = band_of(PLAN, value)
    assert band is not None
    assert band.code == code


def test_no_value_has_no_band() -> None:
    assert band_of(PLAN, math.nan) is None
