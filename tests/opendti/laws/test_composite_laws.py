"""What holds for every method in the registries of composite indices."""

from __future__ import annotations

import typing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.extra import numpy as npst

from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS, ScaleParameters
from opendti.methods.treatments import TREATMENTS, needs_treatment, shape_of
from opendti.methods.weightings import WEIGHTINGS, UnclearComponentError
from opendti.methods.weightings.component import first_component
from opendti.numeric.moments import kurtosis_of, skewness_of
from opendti.plan.composite import Screening, Treatment
from opendti.scoring.composite.screen import available_share, non_zero_share, screen
from opendti.scoring.composite.treat import treat
from tests.opendti.laws import plain_composite as plain

RANGED = {"min_max", "percentile_rank", "distance_to_best", "goalposts"}
POSITIVE = {name for name, method in AGGREGATIONS.items() if method.over_zero}
COPELAND = AGGREGATIONS["copeland"]
BY_ORDER = {"rank", "percentile_rank", "borda"}


def numbers(low: float = -1000, high: float = 1000) -> st.SearchStrategy[float]:
    # Quarters, some of them with round-off: nothing lies between the same and another number.
    whole = st.integers(int(low * 4), int(high * 4))
    quarter, dusty = whole.map(lambda n: n / 4), whole.map(lambda n: n * 0.1 / 0.4)
    return st.one_of(quarter, quarter, quarter, dusty, st.just(float("nan")))


@st.composite
def tables(
    draw: st.DrawFn, low: float = -1000, high: float = 1000, min_units: int = 1
) -> np.ndarray:
    units, items = draw(st.integers(min_units, 8)), draw(st.integers(1, 4))
    return draw(npst.arrays(np.float64, (units, items), elements=numbers(low, high)))


@st.composite
def normalisations(draw: st.DrawFn, items: int) -> ScaleParameters:
    def column(low: int, high: int) -> np.ndarray:
        return np.array([float(draw(st.integers(low, high))) for _ in range(items)])

    low, lower = column(-5, 5), column(-500, 500)
    return ScaleParameters(
        low=low,
        high=low + column(1, 100),
        mean=column(-5, 5),
        deviation=column(1, 10),
        lower=lower,
        upper=lower + column(1, 500),
        target=column(-2000, 2000),
        capped=np.array([draw(st.booleans()) for _ in range(items)]),
    )


@pytest.mark.parametrize("method", NORMALISATIONS)
@given(data=st.data())
def test_a_normalisation_equals_its_plain_definition(
    method: str, data: st.DataObject
) -> None:
    values = data.draw(tables())
    scale = data.draw(normalisations(values.shape[1]))
    row = data.draw(st.integers(0, len(values) - 1))
    found = NORMALISATIONS[method].normalise(values, scale, row)
    assert found.shape == values.shape
    for index, column in enumerate(values.T.tolist()):
        parameters = plain.Plain(
            *(
                float(getattr(scale, name)[index])
                for name in ("low", "high", "mean", "deviation", "lower", "upper")
            ),
            target=float(scale.target[index]),
            capped=bool(scale.capped[index]),
            row=row,
        )
        expected = plain.normalised(method, column, parameters)
        np.testing.assert_allclose(found[:, index], expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("method", NORMALISATIONS)
@given(data=st.data())
def test_a_normalisation_never_turns_the_order_round(
    method: str, data: st.DataObject
) -> None:
    values = data.draw(tables())
    scale = data.draw(normalisations(values.shape[1]))
    row = data.draw(st.integers(0, len(values) - 1))
    assume(method != "distance_to_reference" or not np.isnan(values[row]).any())
    found = NORMALISATIONS[method].normalise(values, scale, row)
    for before, after in zip(values.T, found.T, strict=True):
        there = ~np.isnan(before) & ~np.isnan(after)
        ordered = after[there][np.argsort(before[there], kind="stable")]
        assert (np.diff(ordered) >= -1e-9).all()


@pytest.mark.parametrize("method", sorted(RANGED))
@given(data=st.data())
def test_a_ranged_normalisation_stays_in_its_range(
    method: str, data: st.DataObject
) -> None:
    values = data.draw(tables())
    scale = data.draw(normalisations(values.shape[1]))
    # Goalposts that cap nothing have no range.
    scale = replace(scale, capped=scale.capped | (method == "goalposts"))
    found = NORMALISATIONS[method].normalise(values, scale, -1)
    there = ~np.isnan(found)
    assert (found >= scale.low - 1e-9)[there].all()
    assert (found <= scale.high + 1e-9)[there].all()


CONSTANT = {
    "none": 7.0,
    "min_max": None,
    "z_score": None,
    "rank": 1.0,
    "percentile_rank": 0.0,
    "borda": 0.0,
    "distance_to_best": None,
    "distance_to_reference": None,
    "distance_to_target": 0.0,
    "fraction_of_max": 100.0,
    "goalposts": 70.0,
}


@pytest.mark.parametrize("method", NORMALISATIONS)
def test_a_column_without_spread_gives_what_the_method_says(method: str) -> None:
    ones = np.ones(1)
    scale = ScaleParameters(
        0 * ones, 100 * ones, 0 * ones, ones, 0 * ones, 10 * ones, 10 * ones,
        np.array([True]),
    )  # fmt: skip
    found = NORMALISATIONS[method].normalise(np.full((4, 1), 7.0), scale, 0)[:, 0]
    expected = CONSTANT[method]
    assert np.isnan(found).all() if expected is None else (found == expected).all()


@pytest.mark.parametrize("method", NORMALISATIONS)
@given(data=st.data())
def test_the_order_of_units_changes_no_normalisation(
    method: str, data: st.DataObject
) -> None:
    values = data.draw(tables())
    scale = data.draw(normalisations(values.shape[1]))
    order = data.draw(st.permutations(range(len(values))))
    row = data.draw(st.integers(0, len(values) - 1))
    first = NORMALISATIONS[method].normalise(values, scale, row)[order]
    second = NORMALISATIONS[method].normalise(values[order], scale, order.index(row))
    np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-9)


@st.composite
def groups_of(draw: st.DrawFn, method: str) -> tuple[np.ndarray, np.ndarray]:
    low = 1 if method in POSITIVE else -1000
    values = draw(tables(low))
    weights = [draw(st.integers(0, 10)) / 4 for _ in range(values.shape[1])]
    weights[0] = weights[0] or 1.0
    return values, np.array(weights)


@pytest.mark.parametrize("method", AGGREGATIONS)
@given(data=st.data())
def test_an_aggregation_equals_its_plain_definition(
    method: str, data: st.DataObject
) -> None:
    values, weights = data.draw(groups_of(method))
    expected = plain.aggregated(method, values.tolist(), weights.tolist())
    found = AGGREGATIONS[method].aggregate(values, weights)
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("method", AGGREGATIONS)
@given(data=st.data(), factor=st.sampled_from([0.125, 3.0, 1e6]))
def test_weights_scaled_by_a_constant_change_nothing(
    method: str, data: st.DataObject, factor: float
) -> None:
    values, weights = data.draw(groups_of(method))
    first = AGGREGATIONS[method].aggregate(values, weights)
    second = AGGREGATIONS[method].aggregate(values, weights * factor)
    np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("method", sorted(set(AGGREGATIONS) - {"copeland"}))
@given(data=st.data())
def test_a_mean_lies_between_the_children_and_keeps_a_constant(
    method: str, data: st.DataObject
) -> None:
    values, weights = data.draw(groups_of(method))
    weighs = np.where(weights > 0, values, np.nan)
    found = AGGREGATIONS[method].aggregate(values, weights)
    minima, maxima = np.fmin.reduce(weighs, axis=1), np.fmax.reduce(weighs, axis=1)
    there = ~np.isnan(found)
    assert (there == ~np.isnan(minima)).all()
    slack = 1e-9 * np.maximum(1, np.abs(found[there]))
    assert (found[there] >= minima[there] - slack).all()
    assert (found[there] <= maxima[there] + slack).all()


@pytest.mark.parametrize("method", AGGREGATIONS)
@given(data=st.data())
def test_a_missing_child_is_as_if_it_were_not_there(
    method: str, data: st.DataObject
) -> None:
    values, weights = data.draw(groups_of(method))
    wider = np.column_stack([values, np.full(len(values), np.nan)])
    first = AGGREGATIONS[method].aggregate(values, weights)
    second = AGGREGATIONS[method].aggregate(wider, np.append(weights, 5.0))
    np.testing.assert_allclose(first, second, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("method", sorted(POSITIVE))
@pytest.mark.parametrize("bad", [0.0, -1.0])
def test_a_mean_of_logarithms_or_reciprocals_refuses_what_is_not_above_zero(
    method: str, bad: float
) -> None:
    found = AGGREGATIONS[method].aggregate(
        np.array([[1.0, bad], [1.0, 4.0]]), np.ones(2)
    )
    assert np.isnan(found[0])
    assert found[1] == pytest.approx(2.0 if method == "geometric" else 1.6)


def test_copeland_counts_even_weights_as_a_tie_whatever_the_dust() -> None:
    # Three tenths for, three tenths against: 0.1 + 0.2 is not 0.3 in floats.
    values = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert COPELAND.aggregate(values, np.array([0.1, 0.2, 0.3])).tolist() == [0.0, 0.0]


@given(st.data())
def test_copeland_scores_add_up_to_nothing(data: st.DataObject) -> None:
    values, weights = data.draw(groups_of("copeland"))
    assert np.nansum(COPELAND.aggregate(values, weights)) == 0


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


def treating(*methods: str, points: int = 5, exponent: float = 0.0) -> Treatment:
    return Treatment(points, 2.0, 3.5, exponent, np.arange(1), methods)


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


def test_the_screen_keeps_and_drops_whom_it_is_told_to() -> None:
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


def weighed(method: str, values: np.ndarray, given_weights: np.ndarray) -> np.ndarray:
    """Return the weights; NaN where the method refuses to choose between two orders."""
    try:
        return np.asarray(WEIGHTINGS[method].weigh(values, given_weights))
    except UnclearComponentError:
        return np.full(values.shape[1], np.nan)


@pytest.mark.parametrize("method", sorted(WEIGHTINGS))
@given(values=tables(min_units=3))
def test_weights_are_never_negative_and_never_all_nothing(
    method: str, values: np.ndarray
) -> None:
    weights = weighed(method, values, np.arange(1.0, values.shape[1] + 1))
    assume(not np.isnan(weights).any())
    assert weights.shape == (values.shape[1],)
    assert (weights >= 0).all()
    assert weights.sum() > 0


@pytest.mark.parametrize("method", sorted(WEIGHTINGS))
@given(data=st.data())
def test_the_order_of_children_changes_no_weight(
    method: str, data: st.DataObject
) -> None:
    values = data.draw(tables(min_units=3))
    order = data.draw(st.permutations(range(values.shape[1])))
    given_weights = np.arange(1.0, values.shape[1] + 1)
    weights = weighed(method, values, given_weights)
    permuted = weighed(method, values[:, order], given_weights[order])
    np.testing.assert_allclose(permuted, weights[order], rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ([[1, 2, 3, 4], [4, 3, 2, 1]], "component_without_sign"),
        (
            [[1, 2, 3, 4], [4, 3, 2, 1], [1, 2, 3, 4], [4, 3, 2, 1]],
            "component_without_sign",
        ),
        ([[1, 2, 1, 2], [1, 1, 2, 2]], "components_tied"),
    ],
)
def test_a_component_without_a_sign_or_a_rival_is_refused(
    columns: list[list[float]], reason: str
) -> None:
    values = np.array(columns, dtype=np.float64).T
    with pytest.raises(UnclearComponentError, match=reason):
        WEIGHTINGS["pca"].weigh(values, np.ones(values.shape[1]))


def test_children_that_do_not_vary_weigh_the_same() -> None:
    same = np.array([[0.1, 0.3 / 3, 5.0], [0.3 / 3, 0.1, 5.0], [0.1, 0.1, 5.0]])
    assert WEIGHTINGS["pca"].weigh(same, np.ones(3)).tolist() == [1, 1, 1]


def test_the_first_component_is_that_of_the_correlations() -> None:
    rng = np.random.default_rng(4)
    shared = rng.normal(size=200)
    values = np.column_stack([shared + rng.normal(size=200) * s for s in (0.2, 1, 3)])
    loadings = first_component(values * [1, 50, 0.01])
    correlations = np.corrcoef(values.T)
    largest = np.linalg.eigvalsh(correlations)[-1]
    np.testing.assert_allclose(correlations @ loadings, largest * loadings, atol=1e-12)
    assert np.linalg.norm(loadings) == pytest.approx(1)
    assert loadings.sum() > 0
    np.testing.assert_allclose(
        WEIGHTINGS["pca_squared"].weigh(values, np.ones(3)).sum(), 1, atol=1e-12
    )


def test_a_child_that_pulls_against_its_group_weighs_nothing_in_pca() -> None:
    rng = np.random.default_rng(4)
    shared = rng.normal(size=50)
    noise = rng.normal(size=(50, 3)) * 0.1
    values = np.column_stack([shared, shared, -shared]) + noise
    weights = WEIGHTINGS["pca"].weigh(values, np.ones(3))
    assert weights[2] == 0
    assert (weights[:2] > 0).all()


@pytest.mark.parametrize(
    ("registry", "call"),
    [
        (NORMALISATIONS, lambda m, v, s: m.normalise(v, s, 0)),
        (AGGREGATIONS, lambda m, v, _: m.aggregate(np.abs(v) + 1, np.ones(v.shape[-1]))),
        (IMPUTATIONS, lambda m, v, _: m.impute(v, np.zeros(v.shape[:-1]), v)),
        (WEIGHTINGS, lambda m, v, _: m.weigh(v, np.ones(v.shape[-1]))),
        (TREATMENTS, lambda m, v, _: m.treat(v, treating("log"))[0]),
    ],
)  # fmt: skip
def test_draws_are_a_leading_axis(
    registry: dict[str, typing.Any], call: typing.Any
) -> None:
    rng = np.random.default_rng(7)
    draws = rng.normal(size=(3, 9, 4)) ** 3
    draws[rng.random(draws.shape) < 0.1] = np.nan
    ones = np.ones(4)
    scale = ScaleParameters(
        0 * ones, ones, 0 * ones, ones, 0 * ones, ones, ones, ones > 0
    )
    for function in registry.values():
        together = call(function, draws, scale)
        for index, draw in enumerate(draws):
            np.testing.assert_allclose(
                together[index], call(function, draw, scale), rtol=1e-9, atol=1e-12
            )
