"""Methods of composite indices exactly at each bound, worked by hand."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest

from opendti.methods.aggregations import AGGREGATIONS, ChildTexts
from opendti.methods.aggregations.sums import TIE_TOLERANCE
from opendti.methods.normalisations import (
    NORMALISATIONS,
    NumberInBlock,
    ScaleParameters,
)
from opendti.methods.treatments import TREATMENTS, CuttingMethod, TreatmentParameters
from opendti.methods.treatments.shapes import needs_treatment
from opendti.methods.weightings import WEIGHTINGS
from opendti.methods.weightings.component import (
    ZERO_TOLERANCE,
    _correlations,
    first_component,
    or_equal,
)
from opendti.numeric.tolerance import SAME

NAN, INF = float("nan"), float("inf")
ONE = np.ones(1)
CUT = TREATMENTS["winsorise"]
assert isinstance(CUT, CuttingMethod)


def scale(*, capped: bool = False, target: float = 7.0) -> ScaleParameters:
    return ScaleParameters(
        low=10 * ONE, high=30 * ONE, mean=50 * ONE, deviation=10 * ONE,
        lower=2 * ONE, upper=6 * ONE, target=target * ONE, capped=np.array([capped]),
    )  # fmt: skip


def normalised(name: str, column: list[float], **changes: float) -> list[float]:
    changed = scale(
        capped=bool(changes.get("capped")), target=changes.get("target", 7.0)
    )
    values = np.array(column)[:, None]
    row = int(changes.get("row", 0))
    return NORMALISATIONS[name].normalise(values, changed, row)[:, 0].tolist()


def aggregated(name: str, rows: list[list[float]], weights: list[float]) -> list[float]:
    return AGGREGATIONS[name].aggregate(np.array(rows), np.array(weights)).tolist()


def treated(
    column: list[float], points: int, skew: float = 0.5, kurtosis: float = -9.0
) -> list[float]:
    """Return a column without its outliers, and see that its caps cut it to the same."""
    parameters = TreatmentParameters(points, skew, kurtosis, 0.0)
    values = np.array(column)[:, None]
    found, touched = CUT.treat(values, parameters)
    upper, lower = CUT.caps(values, parameters)[-1]
    assert np.clip(values, lower, upper).tolist() == found.tolist()
    assert touched.tolist() == (values != found).tolist()
    return found[:, 0].tolist()


def same(found: list[float], expected: list[float]) -> None:
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=0)


def test_goalposts_are_ends_only_where_capped() -> None:
    numbers = [1.0, 2.0, 3.0, 6.0, 7.0, NAN]
    same(normalised("goalposts", numbers), [5, 10, 15, 30, 35, NAN])
    same(normalised("goalposts", numbers, capped=True), [10, 10, 15, 30, 30, NAN])


@pytest.mark.parametrize(
    ("target", "free", "capped"),
    [
        (4, [10, 30, 50, NAN], [10, 30, 30, NAN]),
        (2, [NAN] * 4, [30, 30, 30, NAN]),
        (2 * (1 + SAME / 2), [NAN] * 4, [30, 30, 30, NAN]),
        (1, [NAN] * 4, [30, 30, 30, NAN]),
    ],
)
def test_a_target_that_is_not_above_the_minimum(
    target: float, free: list[float], capped: list[float]
) -> None:
    numbers = [2.0, 4.0, 6.0, NAN]
    same(normalised("distance_to_target", numbers, target=target), free)
    same(normalised("distance_to_target", numbers, target=target, capped=True), capped)


def test_the_reference_unit_may_be_any() -> None:
    numbers = [2.0, 4.0, 3.0]
    same(normalised("distance_to_reference", numbers, row=1), [10, 30, 20])
    same(normalised("distance_to_reference", numbers, row=2), [10, 50, 30])
    same(normalised("distance_to_reference", numbers, row=0), [NAN] * 3)


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [([-1.0, 0.0], [NAN, NAN]), ([0.0, 0.0], [NAN, NAN]), ([-1.0, 0.5], [-30, 30])],
)
def test_a_fraction_of_a_maximum_of_nothing_is_none(
    numbers: list[float], expected: list[float]
) -> None:
    same(normalised("fraction_of_max", numbers), expected)


def test_one_unit_alone_has_no_percentile_rank() -> None:
    same(normalised("percentile_rank", [NAN, 5.0]), [NAN, NAN])
    same(normalised("percentile_rank", [5.0, NAN, 5.0, 7.0]), [10, NAN, 10, 30])


@pytest.mark.parametrize("name", NORMALISATIONS)
def test_what_may_be_above_nothing_begins_above_nothing(name: str) -> None:
    by_low = {"min_max", "percentile_rank", "distance_to_best"}
    found = [
        NORMALISATIONS[name].may_be_positive(low, mean)
        for low, mean in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5))
    ]
    if name in by_low:
        assert found == [False, True, False]
    elif name == "z_score":
        assert found == [False, False, True]
    else:
        assert found == [name != "borda"] * 3


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        (name, (-INF, INF) if name == "copeland" else (-2.0, 9.0))
        for name in AGGREGATIONS
    ],
)
def test_ends_of_a_group(name: str, ends: tuple[float, float]) -> None:
    low, high = np.array([3.0, -2.0]), np.array([9.0, 5.0])
    assert AGGREGATIONS[name].ends(low, high) == ends


@pytest.mark.parametrize("name", AGGREGATIONS)
def test_a_child_without_weight_gives_no_value(name: str) -> None:
    found = aggregated(name, [[5.0, NAN], [5.0, 2.0], [NAN, NAN]], [0.0, 3.0])
    value = 0.0 if name == "copeland" else 2.0
    same(found, [NAN, value, NAN])


@pytest.mark.parametrize("name", ["geometric", "harmonic"])
def test_a_child_of_nothing_gives_no_mean(name: str) -> None:
    same(aggregated(name, [[0.0, 5.0], [1e-300, 1e-300]], [1.0, 1.0]), [NAN, 1e-300])


def test_a_median_is_the_mean_of_two_where_half_of_the_weight_lies_between() -> None:
    def median(first: float, second: float) -> list[float]:
        return aggregated("median", [[2.0, 6.0]], [first, second])

    half, more = 0.5, 4 * TIE_TOLERANCE
    same(median(half, half), [4])
    same(median(half - TIE_TOLERANCE, half + TIE_TOLERANCE), [4])
    same(median(half + TIE_TOLERANCE, half - TIE_TOLERANCE), [4])
    same(median(half - more, half + more), [6])
    same(median(half + more, half - more), [2])


def test_copeland_takes_what_lies_within_the_tolerance_for_a_tie() -> None:
    large = 1 / SAME
    assert large * SAME == 1.0
    assert aggregated("copeland", [[large], [large - 1]], [1.0])[0] == 0
    assert aggregated("copeland", [[large], [large - 2]], [1.0]) == [1, -1]
    # Won by 1 of 1e9 is a tie, by 2 it is not.
    half = 500_000_000.0
    assert 2 * half * TIE_TOLERANCE == 1.0
    rows = [[2.0, 1.0], [1.0, 2.0]]
    assert aggregated("copeland", rows, [half + 0.5, half - 0.5]) == [0, 0]
    assert aggregated("copeland", rows, [half + 1, half - 1]) == [1, -1]


def test_copeland_compares_each_unit_with_every_other() -> None:
    rows = [[4.0, 1.0], [3.0, NAN], [2.0, 2.0], [1.0, 3.0], [NAN, NAN]]
    same(aggregated("copeland", rows, [2.0, 1.0]), [3, 1, -1, -3, NAN])
    tables = np.array([rows, rows[::-1]])
    found = AGGREGATIONS["copeland"].aggregate(tables, np.array([[2.0, 1], [1, 2]]))
    np.testing.assert_array_equal(found, [[3, 1, -1, -3, NAN], [NAN, 1, -1, 1, -1]])


def test_copeland_holds_no_table_of_all_pairs() -> None:
    values = np.random.default_rng(1).normal(size=(1500, 2))
    tracemalloc.start()
    AGGREGATIONS["copeland"].aggregate(values, np.ones(2))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 20 * values.nbytes


@pytest.mark.parametrize(
    ("skew", "kurtosis", "fails"),
    [
        (2, 3.5, True),
        (-2, 3.5, True),
        (1.9, 3.5, False),
        (2, 3.4, False),
        (NAN, 9, False),
        (9, NAN, False),
    ],
)
def test_a_column_is_treated_where_both_reach_their_limits(
    skew: float, kurtosis: float, *, fails: bool
) -> None:
    shape = np.array([[skew], [kurtosis]])
    found = needs_treatment(shape, TreatmentParameters(1, 2.0, 3.5, 0.0))
    assert found.tolist() == [fails]


def test_the_last_step_of_winsorising_may_go_beyond_the_points_by_ties() -> None:
    numbers = [1.0, 2, 3, 4, 5, 6, 50, 100, 100]
    assert treated(numbers, points=1) == [1, 2, 3, 4, 5, 6, 50, 50, 50]
    assert treated(numbers, points=2) == [1, 2, 3, 4, 5, 6, 50, 50, 50]
    assert treated(numbers, points=3) == [1, 2, 3, 4, 5, 6, 6, 6, 6]
    below = [-number for number in numbers]
    assert treated(below, points=2) == [-1, -2, -3, -4, -5, -6, -50, -50, -50]
    assert treated(below, points=3) == [-1, -2, -3, -4, -5, -6, -6, -6, -6]


def test_a_column_that_leans_to_neither_side_is_cut_above_first() -> None:
    numbers = [-10.0, 0, 0, 0, 10]
    assert treated(numbers, points=1, skew=0) == [-10, 0, 0, 0, 0]
    assert treated(numbers, points=2, skew=0) == [0] * 5
    assert treated([-10.0, 0, 0, 0, 9], points=1, skew=0) == [0, 0, 0, 0, 9]


def test_numbers_that_differ_by_round_off_are_cut_together() -> None:
    dusty = 100 * (1 + SAME / 2)
    assert treated([1.0, 2, 3, 100, dusty], points=1) == [1, 2, 3, 3, 3]
    assert treated([9.0, 8, 7, -100, -dusty], points=1) == [9, 8, 7, 7, 7]


def test_caps_stay_where_the_column_passes() -> None:
    parameters = TreatmentParameters(3, 0.9, -9.0, 0.0)
    column = np.array([[1.0], [2], [3], [100]])
    assert CUT.caps(column, parameters) == [(3, 1)] * 3
    assert CUT.caps(-column, parameters) == [(-1, -3)] * 3
    one = TreatmentParameters(2, 0.5, -9.0, 0.0)
    assert CUT.caps(np.array([[1.0], [2], [3], [90], [900]]), one) == [(90, 1), (3, 1)]


def test_a_logarithm_of_numbers_without_spread_is_none() -> None:
    parameters = TreatmentParameters(1, 0.5, 0.0, 0.0)
    found, touched = TREATMENTS["log"].treat(np.array([[3.0], [3.0]]), parameters)
    assert np.isnan(found).all()
    assert not touched.any()
    found, touched = TREATMENTS["log"].treat(np.array([[3.0], [NAN], [4]]), parameters)
    same(found[:, 0].tolist(), np.log([0.01, NAN, 1.01]).tolist())
    assert touched[:, 0].tolist() == [True, False, True]


def test_three_units_have_a_component_and_two_have_none() -> None:
    values = np.array([[1.0, 2], [2, 4], [4, 8]])
    same(first_component(values).tolist(), [0.5**0.5] * 2)
    same(first_component(-values).tolist(), [0.5**0.5] * 2)
    assert first_component(values[:2]).tolist() == [0, 0]
    gappy = np.array([[1.0, 2], [2, 4], [4, NAN]])
    assert first_component(gappy).tolist() == [0, 0]


def test_correlations_are_of_the_units_that_have_every_child() -> None:
    values = np.array([[1.0, 2, 3], [2, 4, 1], [4, 7, 2], [9, NAN, 9]])
    found, units = _correlations(values)
    np.testing.assert_allclose(found, np.corrcoef(values[:3].T), rtol=1e-12)
    assert units == 3
    two, _ = _correlations(values[:2])
    np.testing.assert_allclose(two, [[1, 1, -1], [1, 1, -1], [-1, -1, 1]], rtol=1e-12)
    nothing, _ = _correlations(values[3:])
    assert (nothing == 0).all()


def test_a_child_that_alone_varies_has_the_whole_loading() -> None:
    values = np.array([[1.0, 7], [2, 7], [4, 7]])
    same(first_component(values).tolist(), [1, 0])


def test_a_child_without_spread_has_no_loading_whatever_it_lacks() -> None:
    values = np.array([[1.0, 2, 7], [2, 4, 7], [4, 8, NAN]])
    same(first_component(values).tolist(), [0.5**0.5, 0.5**0.5, 0])


@pytest.mark.parametrize("name", WEIGHTINGS)
def test_each_draw_has_its_own_weights(name: str) -> None:
    drawn = np.random.default_rng(1).uniform(1, 9, size=(4, 1, 1, 6, 3)).cumsum(axis=-1)
    found = WEIGHTINGS[name].weigh(drawn, np.array([1.0, 2, 3]))
    assert found.shape == (4, 1, 1, 3)
    for draw, weights in zip(drawn[:, 0, 0], found[:, 0, 0], strict=True):
        one = WEIGHTINGS[name].weigh(draw, np.array([1.0, 2, 3]))
        same(weights.tolist(), one.tolist())


def test_loadings_of_nothing_weigh_the_same() -> None:
    nothing = np.array([ZERO_TOLERANCE, 0.0])
    assert or_equal(nothing, 2).tolist() == [1, 1]
    assert or_equal(2 * nothing, 2).tolist() == (2 * nothing).tolist()


def number(own: float, target: float, *, capped: bool = True) -> NumberInBlock:
    among = np.array([2.0, 6.0, 4.0, 4.0, NAN])
    return NumberInBlock(
        scale(capped=capped, target=target), among, own, 6.0, lambda one: f"{one:g}"
    )


def test_the_arithmetic_of_a_mean_without_weights_has_none() -> None:
    ones, values, inside = ("1", "1"), ("2", "-3"), ("2", "(-3)")
    mean = AGGREGATIONS["arithmetic"]
    plain = mean.arithmetic(
        ChildTexts(ones, values, inside, is_unweighted=True, language="vi")
    )
    assert plain == "(2 + (-3)) ÷ 2"
    weighted = mean.arithmetic(
        ChildTexts(ones, values, inside, is_unweighted=False, language="vi")
    )
    assert weighted == "(1 × 2 + 1 × (-3)) ÷ (1 + 1)"


def test_the_arithmetic_of_a_target_that_all_have_reached() -> None:
    target = NORMALISATIONS["distance_to_target"]
    assert target.arithmetic(number(4, 2)) == "30"
    assert target.arithmetic(number(4, 1)) == "30"
    assert target.arithmetic(number(4, 5)) == "(1 − (5 − 4) ÷ (5 − 2)) × 20 + 10"


def test_a_number_has_the_statistics_of_its_block() -> None:
    one = number(4, 5)
    assert (one.minimum, one.maximum, one.mean, one.count) == (2, 6, 4, 4)
    assert one.deviation == pytest.approx((8 / 3) ** 0.5)
    assert [number(own, 5).rank for own in (2, 4, 6)] == [1, 2, 4]
    assert one.spread("x") == "x × 20 + 10"
