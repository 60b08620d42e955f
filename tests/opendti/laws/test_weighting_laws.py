"""Laws that every weighting of a composite index keeps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from opendti.methods.weightings import WEIGHTINGS, UnclearComponentError
from opendti.methods.weightings.component import first_component
from tests.opendti.laws.columns import tables


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
