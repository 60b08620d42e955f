"""
What each child of a group weighs (`weights`).

Every function takes the children's values (…, unit, child) and the weights as given
(child,); it gives (…, child), not yet scaled to 1.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from opendti.scoring.composite.moments import deviation_of, mean_of

Array = NDArray[np.float64]
Weigher = Callable[[Array, Array], Array]
DUST = 1e-12


def given(values: Array, weights: Array) -> Array:
    """Take the weights as the framework gives them."""
    return np.broadcast_to(weights, (*values.shape[:-2], weights.size))


def equal(values: Array, weights: Array) -> Array:
    """Weigh every child the same."""
    return np.broadcast_to(np.ones(weights.size), (*values.shape[:-2], weights.size))


def pca(values: Array, weights: Array) -> Array:
    """
    Weigh by the loadings of the first principal component.

    The component is that of the children's correlations over the units that have all
    of them; its sign is the one that makes the loadings' sum positive. A child whose
    loading is then negative pulls against its group and weighs nothing. Where there
    is no component (fewer than three complete units), every child weighs the same.

    Source: OECD/JRC Handbook §1.6; `get_PCA(weights_to)` of COINr, which keeps
    negative weights.
    """
    loadings = first_component(values)
    return _or_equal(np.maximum(loadings, 0.0), weights.size)


def pca_squared(values: Array, weights: Array) -> Array:
    """
    Weigh by the squared loadings of the first principal component, which add up to 1.

    Source: OECD/JRC Handbook §6.1; Nicoletti, Scarpetta and Boylaud (2000).
    """
    loadings = first_component(values)
    return _or_equal(loadings * loadings, weights.size)


WEIGHERS: dict[str, Weigher] = {
    "given": given,
    "equal": equal,
    "pca": pca,
    "pca_squared": pca_squared,
}
"""Every way to weigh by its stable name."""


def first_component(values: Array) -> Array:
    """
    Return the loadings of the first principal component of the correlations.

    Parameters
    ----------
    values
        (…, U, K). A child without spread has no part in it and loads 0.

    Returns
    -------
    ndarray
        (…, K) of length 1; 0 where there is no component.
    """
    varies = (deviation_of(values) > 0)[..., None, :]
    known = np.where(varies, values, 0.0)
    is_complete = ~np.isnan(known).any(axis=-1, keepdims=True)
    known = np.where(is_complete, known, np.nan)
    deviation = deviation_of(known)
    with np.errstate(divide="ignore", invalid="ignore"):
        scores = (known - mean_of(known)[..., None, :]) / deviation[..., None, :]
    scores = np.where(np.isfinite(scores), scores, 0.0)
    units = is_complete.sum(axis=-2)[..., None]
    products = np.einsum("...ui,...uj->...ij", scores, scores)
    _, vectors = np.linalg.eigh(products / np.maximum(units - 1, 1))
    loadings = np.where(units[..., 0] >= 3, vectors[..., -1], 0.0)  # noqa: PLR2004 -- two points are always on a line
    return np.asarray(loadings * _sign(loadings)[..., None])


def _sign(loadings: Array) -> Array:
    """Return the sign that makes the sum positive; of an even sum, the first loading."""
    total = loadings.sum(axis=-1)
    first = np.where(np.abs(loadings[..., 0]) > DUST, loadings[..., 0], 1.0)
    return np.where(np.where(np.abs(total) > DUST, total, first) < 0, -1.0, 1.0)


def _or_equal(weights: Array, size: int) -> Array:
    is_nothing = (weights <= DUST).all(axis=-1, keepdims=True)
    return np.where(is_nothing, np.ones(size), weights)
