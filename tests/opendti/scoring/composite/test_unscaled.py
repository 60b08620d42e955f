"""Indicators with answers that get no value: found by block, and only those."""

from __future__ import annotations

import pytest

from opendti import score
from opendti.scoring import unscaled_indicators
from tests.opendti.composite_sets import answers_of, group, leaf, plan_with
from tests.small_sets import criterion
from tests.small_sets import plan_with as points_plan

BLANK = None


def lost(steps: str, rows: list[list[float | None]]) -> list[str]:
    plan = plan_with(steps, group("g", leaf("a"), leaf("b")))
    found = unscaled_indicators(score(plan, answers_of(plan, rows)))
    return [plan.entries[node].code for _block, node in found]


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([[3, 1], [3, 2]], ["a"]),
        ([[3, 1], [BLANK, 2]], ["a"]),
        ([[3, 5], [3, 5]], ["a", "b"]),
        ([[BLANK, 1], [BLANK, 2]], []),
        ([[3, 1], [4, 2]], []),
    ],
)
def test_indicator_of_equal_numbers_is_found(
    rows: list[list[float | None]], codes: list[str]
) -> None:
    assert lost("{normalise: {method: min_max}}", rows) == codes


def test_rank_gives_equal_numbers_a_value() -> None:
    assert lost("{normalise: {method: rank}}", [[3, 1], [3, 2]]) == []


def test_nothing_is_found_where_no_unit_passed_the_screen() -> None:
    steps = "{screen: {availability: 1}, normalise: {method: min_max}}"
    assert lost(steps, [[3, BLANK], [BLANK, 2]]) == []


def test_points_that_are_added_up_have_no_such_indicator() -> None:
    plan = points_plan(criterion("{kind: share}"))
    assert unscaled_indicators(score(plan, answers_of(plan, [[BLANK]]))) == ()
