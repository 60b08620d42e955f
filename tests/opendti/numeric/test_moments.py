"""Statistics of columns: what they are of few numbers, of none, and of very small and large ones."""

from __future__ import annotations

import numpy as np
import pytest

from opendti.numeric import moments

NAN = float("nan")


def column(*numbers: float) -> np.ndarray:
    return np.array(numbers, dtype=np.float64)[:, None]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((), [False]),
        ((NAN, NAN), [False]),
        ((3.0, NAN), [False]),
        ((3.0, 3.0 + 1e-13), [False]),
        ((3.0, NAN, 3.001), [True]),
    ],
)
def test_a_column_has_spread_if_its_numbers_differ_by_more_than_round_off(
    numbers: tuple[float, ...], expected: list[bool]
) -> None:
    assert moments.has_spread(column(*numbers)).tolist() == expected


@pytest.mark.parametrize(
    ("statistic", "expected"),
    [
        (moments.count_of, (0, 1, 2, 3, 4)),
        (moments.min_of, (NAN, 5, 2, 2, 2)),
        (moments.max_of, (NAN, 5, 5, 11, 11)),
        (moments.mean_of, (NAN, 5, 3.5, 6, 5.5)),
        (moments.median_of, (NAN, 5, 3.5, 5, 4.5)),
        (moments.deviation_of, (NAN, NAN, 2.1213203, 4.5825757, 3.8729833)),
        (moments.skewness_of, (NAN, NAN, NAN, 0.9352195, 1.3770607)),
        (moments.kurtosis_of, (NAN, NAN, NAN, NAN, 2.3555556)),
    ],
)
def test_statistics_skip_missing_numbers(
    statistic: object, expected: tuple[float, ...]
) -> None:
    assert callable(statistic)
    whole = (5.0, 2.0, 11.0, 4.0)
    found = [float(statistic(column(NAN, *whole[:count]))[0]) for count in range(5)]
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("size", [1e-300, 1e-60, 1e15, 1e80])
def test_the_shape_of_a_column_hangs_on_no_unit(size: float) -> None:
    numbers = column(5.0, 2.0, 11.0, 4.0, 3.0)
    for statistic in (moments.skewness_of, moments.kurtosis_of):
        np.testing.assert_allclose(
            statistic(numbers * size), statistic(numbers), rtol=1e-9
        )
    np.testing.assert_allclose(
        moments.deviation_of(numbers * size) / size,
        moments.deviation_of(numbers),
        rtol=1e-9,
    )


def test_robust_z_is_the_distance_from_the_median_in_robust_deviations() -> None:
    values = np.array([[1.0], [2.0], [3.0], [4.0], [100.0], [NAN]])
    # Median 3, distances 2 1 0 1 97, their median 1.
    expected = [-1.349, -0.6745, 0, 0.6745, 0.6745 * 97, NAN]
    np.testing.assert_allclose(moments.robust_z(values)[:, 0], expected)


def test_robust_fences_are_where_the_robust_z_reaches_the_limit() -> None:
    values = np.array([[10.0, 4.0], [11, 4], [13, 4], [np.nan, 4], [99, 5]])
    low, high = moments.robust_fences(values, 3.5)
    on_the_fences = moments.robust_z(np.array([[10.0], [11], [13], [99]]))[:, 0]
    # 12 ± 3.5 · 1.5 / 0.6745: the median distance from 12 is (1 + 2) / 2.
    np.testing.assert_allclose([low[0], high[0]], [12 - 7.78354, 12 + 7.78354], 1e-5)
    assert (on_the_fences > 3.5).tolist() == [
        value > high[0] for value in (10, 11, 13, 99)
    ]
    assert np.isnan([low[1], high[1]]).all()


def test_robust_z_has_no_scale_where_most_numbers_are_the_same() -> None:
    values = np.array([[5.0], [5.0], [5.0], [9.0]])
    assert np.isnan(moments.robust_z(values)).all()
