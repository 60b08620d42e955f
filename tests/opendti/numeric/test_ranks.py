from __future__ import annotations

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from opendti.numeric.ranks import competition_ranks
from opendti.numeric.tolerance import SAME, beyond

values = st.one_of(st.sampled_from([0.0, 0.25, 0.5, float("nan")]), st.floats(0, 1))


def ranks_by_counting(numbers: list[float]) -> list[int]:
    return [
        0 if math.isnan(number) else 1 + sum(other > number for other in numbers)
        for number in numbers
    ]


@given(st.lists(values, max_size=30))
def test_competition_ranks_is_one_more_than_those_above(numbers: list[float]) -> None:
    assert competition_ranks(np.array(numbers)).tolist() == ranks_by_counting(numbers)


def test_competition_ranks_shares_a_rank_and_leaves_out_the_next() -> None:
    assert competition_ranks(np.array([9.0, 7.0, 7.0, 5.0])).tolist() == [1, 2, 2, 4]


def test_competition_ranks_ranks_along_any_axis() -> None:
    numbers = np.random.default_rng(1).integers(0, 4, (3, 5, 2)).astype(float)
    expected = np.moveaxis(competition_ranks(np.moveaxis(numbers, 1, -1)), -1, 1)
    assert_array_equal(competition_ranks(numbers, axis=1), expected)
    assert competition_ranks(numbers[0, :, 0]).tolist() == expected[0, :, 0].tolist()


def test_competition_ranks_of_nobody_is_empty() -> None:
    assert competition_ranks(np.empty((2, 0))).shape == (2, 0)


def test_round_off_makes_nobody_better() -> None:
    dust = 1 + 5e-13
    table = np.array([
        [1.0, dust, 2.0, math.nan, 1.0, 0.5],
        [-1.0, -dust, -2.0, 0.0, math.nan, 1e-300],
        [3.0, 1.0, 2.0, 5.0, 4.0, 0.0],
    ])
    expected = [[2, 2, 1, 0, 2, 5], [3, 3, 5, 2, 0, 1], [3, 5, 4, 1, 2, 6]]
    assert competition_ranks(table, tolerance=1e-12).tolist() == expected
    assert competition_ranks(table.T, 0, tolerance=1e-12).T.tolist() == expected
    assert competition_ranks(table[0, :2]).tolist() == [2, 1]


def test_the_greatest_number_that_is_still_the_same() -> None:
    found = beyond(np.array([2.0, -3.0, 0.0, math.nan]))
    assert found[:3].tolist() == [2 + 2 * SAME, -3 + 3 * SAME, 0.0]
    assert math.isnan(found[3])
