"""What holds for every method in the registries of composite indices."""

from __future__ import annotations

import typing
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS, ScaleParameters
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS
from tests.opendti.laws import plain_composite as plain
from tests.opendti.laws.columns import tables, treating

RANGED = {"min_max", "percentile_rank", "distance_to_best", "goalposts"}
POSITIVE = {name for name, method in AGGREGATIONS.items() if method.over_zero}
COPELAND = AGGREGATIONS["copeland"]
BY_ORDER = {"rank", "percentile_rank", "borda"}


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
    assert method in CONSTANT, (
        f"{method}: say in CONSTANT of tests/opendti/laws/test_composite_laws.py what it "
        "gives for four units at 7 (None where it has no value)"
    )
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
    assert found[1:] == pytest.approx(plain.aggregated(method, [[1.0, 4.0]], [1, 1]))


def test_copeland_counts_even_weights_as_a_tie_despite_round_off() -> None:
    # Three tenths for, three tenths against: 0.1 + 0.2 is not 0.3 in floats.
    values = np.array([[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert COPELAND.aggregate(values, np.array([0.1, 0.2, 0.3])).tolist() == [0.0, 0.0]


@given(st.data())
def test_copeland_scores_add_up_to_nothing(data: st.DataObject) -> None:
    values, weights = data.draw(groups_of("copeland"))
    assert np.nansum(COPELAND.aggregate(values, weights)) == 0


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
