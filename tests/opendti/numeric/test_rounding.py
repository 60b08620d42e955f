from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from opendti.numeric.rounding import round_half_up


def on_paper(number: float, decimals: int) -> float:
    unit = Decimal(1).scaleb(-decimals)
    return float(Decimal(repr(number)).quantize(unit, ROUND_HALF_UP))


@given(st.decimals(-10_000, 10_000, places=6), st.integers(min_value=0, max_value=6))
def test_round_half_up_agrees_with_paper_on_written_decimals(
    written: Decimal, decimals: int
) -> None:
    assert round_half_up(float(written), decimals) == on_paper(float(written), decimals)


@given(st.floats(-1e6, 1e6), st.integers(min_value=0, max_value=4))
def test_round_half_up_agrees_with_paper_away_from_halves(
    number: float, decimals: int
) -> None:
    scaled = abs(Decimal(repr(number))).scaleb(decimals)
    assume(
        abs(scaled % 1 - Decimal("0.5")) > Decimal("1e-8") + scaled * Decimal("1e-15")
    )
    assert round_half_up(number, decimals) == on_paper(number, decimals)


@pytest.mark.parametrize(
    ("number", "decimals", "expected"),
    [
        (1.005, 2, 1.01),
        (-1.005, 2, -1.01),
        (0.5, 0, 1.0),
        (-2.5, 0, -3.0),
        (2.675, 2, 2.68),
        (123456789.4, 0, 123456789.0),
        (1250.0, -2, 1300.0),
        (1e300, 4, 1e300),
        (1e11, 4, 1e11),
        # Times ten thousand they are whole: there is nothing to round, and no digit may go.
        (4313451816217.547, 4, 4313451816217.547),
        (4049255080109.809, 4, 4049255080109.809),
        (4e11 + 0.125, 2, 4e11 + 0.13),
        (5e11 + 3 / 2**14, 4, 5e11 + 3 / 2**14),
        (1234.0, -2, 1200.0),
        (1250.0, -1, 1250.0),
        (7.0, 0, 7.0),
        (1e11 + 0.25, 3, 1e11 + 0.25),
        (0.1 + 0.2 + 0.15, 1, 0.5),
    ],
)
def test_round_half_up_example(number: float, decimals: int, expected: float) -> None:
    assert round_half_up(number, decimals) == expected


def test_round_half_up_keeps_what_is_not_a_number() -> None:
    given_values = np.array([[np.nan, np.inf], [-np.inf, 0.25]])
    assert_array_equal(
        round_half_up(given_values, 1), [[np.nan, np.inf], [-np.inf, 0.3]]
    )


def test_round_half_up_gives_no_negative_zero() -> None:
    assert str(round_half_up(-0.0001, 2)) == "0.0"


@given(st.lists(st.floats(-1e6, 1e6), max_size=20))
def test_round_half_up_of_an_array_is_that_of_each(numbers: list[float]) -> None:
    expected = [round_half_up(number, 4) for number in numbers]
    assert_array_equal(round_half_up(np.array(numbers), 4), expected)


def test_round_half_up_leaves_the_given_array_alone() -> None:
    numbers = np.array([1.26])
    round_half_up(numbers, 1)
    assert numbers[0] == 1.26


@given(st.floats(width=64), st.integers(min_value=-3, max_value=10))
def test_round_half_up_of_a_number_is_that_of_an_array_to_the_last_bit(
    number: float, decimals: int
) -> None:
    (rounded,) = round_half_up(np.array([number]), decimals)
    single = round_half_up(number, decimals)
    # Every NaN is one here, whatever its bits.
    single, rounded = (np.nan if np.isnan(x) else x for x in (single, rounded))
    assert np.float64(single).tobytes() == np.float64(rounded).tobytes()
