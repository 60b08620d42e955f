"""Laws that every treatment, screen and imputation of a composite index keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.treatments import TREATMENTS, needs_treatment, shape_of
from opendti.numeric.moments import kurtosis_of, skewness_of
from opendti.plan.composite import Screening
from opendti.scoring.composite.screen import available_share, non_zero_share, screen
from opendti.scoring.composite.treat import treat
from tests.opendti.laws import plain_composite as plain
from tests.opendti.laws.columns import numbers, tables, treating


@pytest.mark.parametrize("method", IMPUTATIONS)
@given(data=st.data())
def test_an_imputation_equals_its_plain_definition(
    method: str, data: st.DataObject
) -> None:
    values = data.draw(tables())
    last = data.draw(npst.arrays(np.float64, values.shape, elements=numbers()))
    group = st.sampled_from([0.0, 1.0, float("nan")])
    groups = np.array([data.draw(group) for _ in values])
    found = IMPUTATIONS[method].impute(values, groups, last)
    for index, column in enumerate(values.T.tolist()):
        expected = plain.imputed(
            method, column, groups.tolist(), last[:, index].tolist()
        )
        np.testing.assert_allclose(found[:, index], expected, rtol=1e-9, atol=1e-9)
    there = ~np.isnan(values)
    assert (found[there] == values[there]).all()


@given(tables(min_units=2))
def test_moments_equal_their_plain_definition(values: np.ndarray) -> None:
    expected = np.array([plain.shape(column) for column in values.T.tolist()])
    defined = ~np.isnan(expected[:, 0])
    assume(defined.any())
    for row, found in enumerate((skewness_of(values), kurtosis_of(values))):
        np.testing.assert_allclose(
            found[defined], expected[defined, row], rtol=1e-7, atol=1e-9
        )


@st.composite
def skewed(draw: st.DrawFn) -> np.ndarray:
    body = draw(st.lists(st.integers(-8, 8), min_size=8, max_size=20))
    far = draw(st.lists(st.integers(50, 400), min_size=1, max_size=4))
    sign = draw(st.sampled_from([1.0, -1.0]))
    return sign * np.array([*body, *far], dtype=np.float64)[:, None]


@given(values=skewed(), points=st.integers(1, 6))
def test_winsorising_equals_its_plain_definition(
    values: np.ndarray, points: int
) -> None:
    assume(len(set(values[:, 0].tolist())) >= 3)
    rule = treating("winsorise", points=points)
    found, touched = TREATMENTS["winsorise"].treat(values, rule)
    expected = plain.winsorised(values[:, 0].tolist(), points, 2.0, 3.5)
    assert found[:, 0].tolist() == expected
    assert (touched == (found != values)).all()


@pytest.mark.parametrize("method", ["log", "box_cox"])
@given(values=skewed(), exponent=st.sampled_from([0.0, 0.5, 2.0]))
def test_a_transformation_keeps_the_order_of_units(
    method: str, values: np.ndarray, exponent: float
) -> None:
    found, _ = TREATMENTS[method].treat(values, treating(method, exponent=exponent))
    assume(values.min() < values.max())
    order = np.argsort(values[:, 0], kind="stable")
    assert (np.diff(found[order, 0]) >= 0).all()


@given(skewed())
def test_only_columns_that_need_it_are_treated(values: np.ndarray) -> None:
    rule = treating("winsorise", "log")
    done = treat(values, rule)
    if not needs_treatment(shape_of(values), rule)[0]:
        assert (done.values == values).all()
        assert (done.method[0], done.touched.any()) == (0, False)
    elif done.method[0] == 1:
        assert not needs_treatment(shape_of(done.values), rule)[0]
    else:
        expected = TREATMENTS["log"].treat(values, rule)[0]
        assert (done.values == expected).all()


def test_the_transformations_are_what_they_say() -> None:
    values = np.array([[1.0], [3.0], [11.0]])
    log, _ = TREATMENTS["log"].treat(values, treating("log"))
    np.testing.assert_allclose(log[:, 0], np.log([0.1, 2.1, 10.1]), rtol=1e-15)
    plain_log, _ = TREATMENTS["box_cox"].treat(values, treating("box_cox"))
    np.testing.assert_allclose(plain_log[:, 0], np.log([1, 3, 11]), rtol=1e-15)
    root, _ = TREATMENTS["box_cox"].treat(values, treating("box_cox", exponent=0.5))
    np.testing.assert_allclose(root[:, 0], (np.sqrt([1, 3, 11]) - 1) / 0.5, rtol=1e-15)


@given(tables())
def test_shares_of_available_and_non_zero_numbers(values: np.ndarray) -> None:
    applies = np.ones(values.shape, dtype=bool)
    for index, row in enumerate(values.tolist()):
        there = plain.known(row)
        assert available_share(values, applies)[index] == len(there) / len(row)
        zeros = sum(x == 0 for x in there)
        share = (len(there) - zeros) / len(there) if there else 0.0
        assert non_zero_share(values)[index] == share


def test_the_screen_keeps_and_drops_by_its_policy() -> None:
    values = np.array([[1.0, np.nan], [np.nan, np.nan], [1.0, 0.0], [1.0, 2.0]])
    applies = np.ones(values.shape, dtype=bool)
    units = ("a", "b", "c", "d")

    def kept(*thresholds: float | None, keep: str = "", drop: str = "") -> str:
        rule = Screening(*thresholds, frozenset(keep), frozenset(drop))
        found = screen(values, applies, units, rule)
        return "".join(
            unit for unit, is_found in zip(units, found, strict=True) if is_found
        )

    assert kept(0.5, None) == "acd"
    assert kept(0.6, None) == "cd"
    assert kept(None, 0.6) == "ad"
    assert kept(0.6, None, keep="b", drop="d") == "bc"
    applies[0, 1] = False
    assert kept(0.6, None) == "acd"
