"""What a weighting is."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from opendti.methods.base import Method

Array = NDArray[np.float64]


class WeightingMethod(Method):
    """A way to weigh the children of a group."""

    sheet_words: ClassVar[str]
    """What a workbook says of the weights, in Vietnamese."""
    explains_given: ClassVar[bool] = False
    """Whether an explanation shows the weights as given, not scaled to 1."""
    is_computed: ClassVar[bool] = False
    """Whether the weights hang on the values, by arithmetic that no formula of a workbook does."""

    @abstractmethod
    def weigh(self, values: Array, weights: Array) -> Array:
        """
        Return the weights of the children, not yet scaled to 1.

        Parameters
        ----------
        values
            (…, U, K) of the children.
        weights
            (K,) as given.

        Returns
        -------
        ndarray
            (…, K).
        """

    @abstractmethod
    def share(self, given: str, total: str) -> str:
        """Write a child's share from the cells of its given weight and of the total; empty if computed."""

    @abstractmethod
    def total(self, given: str, count: int) -> str:
        """Write what the shares of so many children are divided by; `given` adds up their weights."""


class ComputedWeighting(WeightingMethod):
    """A weighting whose shares a workbook holds as numbers."""

    is_computed = True
    compares_units = True

    @override
    def share(self, given: str, total: str) -> str:
        return ""

    @override
    def total(self, given: str, count: int) -> str:
        return "1"
