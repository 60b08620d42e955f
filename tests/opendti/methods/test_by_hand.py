"""Every normalisation, its scale's ends, and every mean: worked by hand on three units."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.normalisations import NORMALISATIONS, ScaleParameters
from opendti.methods.treatments import TREATMENTS, TreatmentParameters
from opendti.methods.weightings import WEIGHTINGS

INF = float("inf")
NAN = float("nan")


def scale(*, capped: bool = False, target: float = 7.0) -> ScaleParameters:
    """Return parameters whose range does not begin at 0, so that a changed sign shows."""
    ones = np.ones(1)
    return ScaleParameters(
        low=10 * ones, high=30 * ones, mean=50 * ones, deviation=10 * ones,
        lower=1 * ones, upper=6 * ones, target=target * ones, capped=np.array([capped]),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "capped", "expected"),
    [
        ("none", False, [2, 3, 6]),
        ("min_max", False, [10, 15, 30]),
        ("z_score", False, [50 - 50 / 3 * 3 / 13**0.5, 50 - 20 / 13**0.5, 50 + 70 / 13**0.5]),
        ("rank", False, [1, 2, 3]),
        ("percentile_rank", False, [10, 20, 30]),
        ("borda", False, [0, 1, 2]),
        ("distance_to_best", False, [10, 15, 30]),
        ("distance_to_reference", False, [10, 30, 90]),
        ("distance_to_reference", True, [10, 30, 30]),
        ("distance_to_target", False, [10, 14, 26]),
        ("fraction_of_max", False, [10 + 20 / 3, 20, 30]),
        ("goalposts", False, [14, 18, 30]),
    ],
)  # fmt: skip
def test_normalisations_equal_those_worked_out_by_hand(
    name: str,
    capped: bool,  # noqa: FBT001 -- a column of the table above
    expected: list[float],
) -> None:
    values = np.array([[2.0], [3.0], [6.0]])
    if name == "z_score":
        mean, deviation = values.mean(), values.std(ddof=1)
        expected = ((values[:, 0] - mean) / deviation * 10 + 50).tolist()
    found = NORMALISATIONS[name].normalise(values, scale(capped=capped), 1)
    assert found[:, 0].tolist() == pytest.approx(expected)


def test_a_target_that_is_passed_is_capped_only_where_it_says_so() -> None:
    values = np.array([[2.0], [3.0], [6.0]])
    method = NORMALISATIONS["distance_to_target"]
    free = method.normalise(values, scale(target=4.0), -1)
    capped = method.normalise(values, scale(target=4.0, capped=True), -1)
    assert free[:, 0].tolist() == pytest.approx([10, 20, 50])
    assert capped[:, 0].tolist() == pytest.approx([10, 20, 30])


@pytest.mark.parametrize(
    ("name", "capped", "ends"),
    [
        ("none", False, (-INF, INF)),
        ("min_max", False, (10, 30)),
        ("z_score", False, (-INF, INF)),
        ("rank", False, (-INF, INF)),
        ("percentile_rank", False, (10, 30)),
        ("borda", False, (-INF, INF)),
        ("distance_to_best", False, (10, 30)),
        ("distance_to_reference", False, (-INF, INF)),
        ("distance_to_reference", True, (-INF, 30)),
        ("distance_to_target", False, (-INF, INF)),
        ("distance_to_target", True, (-INF, 30)),
        ("fraction_of_max", False, (-INF, 30)),
        ("goalposts", False, (-INF, INF)),
        ("goalposts", True, (10, 30)),
    ],
)  # fmt: skip
def test_ends_of_a_scale(name: str, capped: bool, ends: tuple[float, float]) -> None:  # noqa: FBT001 -- a column of the table
    low, high = NORMALISATIONS[name].ends(scale(capped=capped))
    assert (float(low[0]), float(high[0])) == ends


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("arithmetic", [(2 + 3 * 8) / 4, 5.0]),
        ("geometric", [(2 * 8**3) ** 0.25, 5.0]),
        ("harmonic", [4 / (1 / 2 + 3 / 8), 5.0]),
        ("median", [8.0, 5.0]),
        ("copeland", [1.0, -1.0]),
    ],
)
def test_means_equal_those_worked_out_by_hand(name: str, expected: list[float]) -> None:
    values = np.array([[2.0, 8.0], [NAN, 5.0]])
    found = AGGREGATIONS[name].aggregate(values, np.array([1.0, 3.0]))
    assert found.tolist() == pytest.approx(expected)


def treated(name: str, column: Sequence[float], **changes: float) -> list[float]:
    parameters = TreatmentParameters(
        points=int(changes.get("points", 1)), skew=0.5, kurtosis=-9.0,
        exponent=changes.get("exponent", 0.0),
    )  # fmt: skip
    values, _touched = TREATMENTS[name].treat(
        np.array(column, dtype=np.float64)[:, None], parameters
    )
    return values[:, 0].tolist()


def test_winsorising_sets_the_farthest_to_the_next_on_its_own_side() -> None:
    assert treated("winsorise", [1, 2, 3, 100]) == [1, 2, 3, 3]
    assert treated("winsorise", [-100, 2, 3, 4]) == [2, 2, 3, 4]
    assert treated("winsorise", [1, 2, 3, 50, 100], points=2) == [1, 2, 3, 3, 3]


def test_transformations_equal_those_worked_out_by_hand() -> None:
    assert treated("log", [1, 2, 5]) == pytest.approx(np.log([0.04, 1.04, 4.04]))
    assert treated("box_cox", [1, 2, 5]) == pytest.approx(np.log([1, 2, 5]))
    squared = treated("box_cox", [1, 2, 5], exponent=2.0)
    assert squared == pytest.approx([0, 1.5, 12])


def test_two_units_have_no_principal_component() -> None:
    """Two points are always on a line, so that any component would explain all."""
    values = np.array([[1.0, 2.0, 9.0], [2.0, 4.0, 1.0]])
    found = WEIGHTINGS["pca"].weigh(values, np.ones(3))
    assert found.tolist() == [1, 1, 1]
