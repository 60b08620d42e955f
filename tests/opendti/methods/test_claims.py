"""What a method says of itself is what it does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pytest

from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.base import Method
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS, ScaleParameters
from opendti.methods.treatments import TREATMENTS, TreatmentParameters
from opendti.methods.weightings import WEIGHTINGS

NAN, ONE = float("nan"), np.ones(1)
SCALE = ScaleParameters(
    low=10 * ONE, high=30 * ONE, mean=50 * ONE, deviation=10 * ONE,
    lower=2 * ONE, upper=6 * ONE, target=7 * ONE, capped=np.array([False]),
)  # fmt: skip
TABLE = np.array([
    [4.0, 80, 2],
    [2, 5, 5],
    [7, 6, 9],
    [5, 9, 7],
    [90, 4, 1],
    [NAN, 3, 4],
])
"""Numbers of units; the last one lacks one."""


def _scaled(name: str, table: np.ndarray) -> np.ndarray:
    return NORMALISATIONS[name].normalise(table[:, :1], SCALE, 2)


def _imputed(name: str, table: np.ndarray) -> np.ndarray:
    groups = np.zeros(len(table))
    return IMPUTATIONS[name].impute(table, groups, np.full(table.shape, 3.0))


def _treated(name: str, table: np.ndarray) -> np.ndarray:
    parameters = TreatmentParameters(1, 0.1, -9.0, 0.0)
    return TREATMENTS[name].treat(table, parameters)[0]


def _aggregated(name: str, table: np.ndarray) -> np.ndarray:
    return AGGREGATIONS[name].aggregate(table, np.array([1.0, 2, 3]))[:, None]


def _weighed(name: str, table: np.ndarray) -> np.ndarray:
    weights = WEIGHTINGS[name].weigh(table, np.array([1.0, 2, 3]))
    return np.broadcast_to(weights, table.shape)


Step = tuple[Method, Callable[[str, np.ndarray], np.ndarray]]


def _every_method() -> Iterator[Step]:
    yield from ((method, _scaled) for method in NORMALISATIONS.values())
    yield from ((method, _imputed) for method in IMPUTATIONS.values())
    yield from ((method, _treated) for method in TREATMENTS.values())
    yield from ((method, _aggregated) for method in AGGREGATIONS.values())
    yield from ((method, _weighed) for method in WEIGHTINGS.values())


@pytest.mark.parametrize(
    ("method", "work"), [pytest.param(*step, id=step[0].name) for step in _every_method()]
)  # fmt: skip
def test_a_method_says_whether_it_looks_at_other_units(
    method: Method, work: Callable[[str, np.ndarray], np.ndarray]
) -> None:
    """Change the others, and see whether the first or the last unit's number changes."""
    others = TABLE.copy()
    others[1:5] += [[7, 1, 5], [1, -4, 6], [50, 9, 2], [1, 3, 3]]
    before, after = work(method.name, TABLE), work(method.name, others)
    is_same = np.array_equal(before[[0, 5]], after[[0, 5]], equal_nan=True)
    assert is_same != method.compares_units


@pytest.mark.parametrize("method", IMPUTATIONS.values(), ids=IMPUTATIONS)
def test_an_imputation_says_what_it_needs(method: Method) -> None:
    def fill(groups: float, last: float) -> list[float]:
        found = IMPUTATIONS[method.name].impute(
            TABLE, np.full(len(TABLE), groups), np.full(TABLE.shape, last)
        )
        return found[5, :1].tolist()

    usual, imputation = fill(1, 3), IMPUTATIONS[method.name]
    assert imputation.fills != np.isnan(usual).all()
    assert imputation.needs_group == (
        not np.array_equal(fill(NAN, 3), usual, equal_nan=True)
    )
    assert imputation.needs_last == (
        not np.array_equal(fill(1, 4), usual, equal_nan=True)
    )
