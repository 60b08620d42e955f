"""The first principal component of the children's correlations."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from opendti.errors import UsageError
from opendti.methods.weightings.base import Array
from opendti.numeric.moments import deviation_of, has_spread, mean_of

ZERO_TOLERANCE = 1e-12
TIE_TOLERANCE = 1e-6
"""Loadings, or shares of two components, that differ by less are tied; round-off is far smaller."""
CANCELLING, TIED = "component_without_sign", "components_tied"
"""Codes of the faults of a first component that is not determined."""


class UnclearComponentError(UsageError):
    """The children's correlations do not determine their weights; `code` is the fault's."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def first_component(values: Array) -> Array:
    """
    Return the loadings of the first principal component of the correlations.

    Parameters
    ----------
    values
        (…, U, K). A child without spread has the loading 0.

    Returns
    -------
    ndarray
        (…, K) of length 1, their sum not below 0; 0 where there is no component.

    Raises
    ------
    UnclearComponentError
        Two components explain the same: round-off would decide which is the first.
    """
    correlations, units = _correlations(values)
    lengths, vectors = np.linalg.eigh(correlations)
    # Two points are always on a line, and constants have no component.
    exists = (units[..., None] >= 3) & (lengths[..., -1:] > 0)  # noqa: PLR2004
    others, first = lengths[..., :-1], lengths[..., -1:]
    if (exists & np.isclose(others, first, rtol=TIE_TOLERANCE, atol=0.0)).any():
        raise UnclearComponentError(TIED)
    loadings = np.where(exists, vectors[..., -1], 0.0)
    is_turned = np.signbit(loadings.sum(axis=-1, keepdims=True))
    return np.where(is_turned, -loadings, loadings)


def _correlations(values: Array) -> tuple[Array, NDArray[np.int64]]:
    """Return (…, K, K) and the units (…,) that have every child; 0 where one does not vary."""
    known = np.where(has_spread(values)[..., None, :], values, 0.0)
    is_complete = np.asarray(~np.isnan(known).any(axis=-1))
    known = np.where(is_complete[..., None], known, np.nan)
    apart = known - mean_of(known)[..., None, :]
    deviation = np.where(has_spread(known), deviation_of(known), np.nan)[..., None, :]
    scores = np.nan_to_num(apart / deviation)
    units = np.asarray(is_complete.sum(axis=-1))
    products = np.einsum("...ui,...uj->...ij", scores, scores)
    return products / np.maximum(units - 1, 1)[..., None, None], units


def or_equal(weights: Array, size: int) -> Array:
    """Return weights (…, K), and equal ones where there is no component: all of them are 0 or below."""
    is_nothing = (weights <= ZERO_TOLERANCE).all(axis=-1, keepdims=True)
    return np.where(is_nothing, np.ones(size), weights)
