"""Weights by the loadings of the first principal component."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.weightings.base import Array, ComputedWeighting
from opendti.methods.weightings.component import (
    CANCELLING,
    TIE_TOLERANCE,
    UnclearComponentError,
    first_component,
    or_equal,
)


class PrincipalComponent(ComputedWeighting):
    """
    The loadings of the first principal component.

    The component is that of the children's correlations over the units that have all
    of them; its sign is the one that makes the loadings' sum positive. A child whose
    loading is then negative pulls against its group and weighs nothing. Where there
    is no component (fewer than three complete units), every child weighs the same.
    Source: OECD/JRC Handbook §1.6; `get_PCA(weights_to)` of COINr, which keeps
    negative weights.
    """

    name = "pca"
    title = Text(
        vi="theo thành phần chính thứ nhất", en="by the first principal component"
    )
    label = Text(vi="thành phần chính", en="principal component")
    sheet_words = "Hệ số tải của thành phần chính thứ nhất"

    @override
    def weigh(self, values: Array, weights: Array) -> Array:
        """
        Return the weights.

        Raises
        ------
        UnclearComponentError
            The loadings add up to nothing: then only the order of the children could give
            the sign, and no order may change a weight.
        """
        loadings = first_component(values)
        is_cancelling = np.isclose(loadings.sum(axis=-1), 0.0, atol=TIE_TOLERANCE)
        if (is_cancelling & (loadings != 0).any(axis=-1)).any():
            raise UnclearComponentError(CANCELLING)
        return or_equal(np.maximum(loadings, 0.0), weights.size)
