"""Weights by the squared loadings of the first principal component."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.weightings.base import Array, ComputedWeighting
from opendti.methods.weightings.component import first_component, or_equal


class SquaredPrincipalComponent(ComputedWeighting):
    """
    The squared loadings of the first principal component, which add up to 1.

    Source: OECD/JRC Handbook §6.1; Nicoletti, Scarpetta and Boylaud (2000).
    """

    name = "pca_squared"
    title = Text(
        vi="theo bình phương thành phần chính thứ nhất",
        en="by the first principal component, squared",
    )
    label = Text(vi="bình phương thành phần chính", en="principal component, squared")
    sheet_words = "Bình phương hệ số tải của thành phần chính thứ nhất"

    @override
    def weigh(self, values: Array, weights: Array) -> Array:
        loadings = first_component(values)
        return or_equal(loadings * loadings, weights.size)
