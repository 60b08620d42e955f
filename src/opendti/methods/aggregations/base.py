"""What an aggregation is."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.sums import Array
from opendti.methods.aggregations.texts import ChildTexts
from opendti.methods.base import Method


class AggregationMethod(Method):
    """
    A way to aggregate the children's values to their parent's.

    A subclass overrides what it decides otherwise than most methods do.
    """

    over_zero: ClassVar[str | None] = None
    """
    The code of the fault of a child's value that is not above 0.

    None for a method that takes any value. The fault is given the parent's code.
    """
    is_array: ClassVar[bool] = True
    """Whether its formula works on whole ranges within itself."""

    @abstractmethod
    def aggregate(self, values: Array, weights: Array) -> Array:
        """
        Return the parent's values.

        Parameters
        ----------
        values
            (…, U, K) of the children; NaN where there is none.
        weights
            (…, K), not below 0.

        Returns
        -------
        ndarray
            (…, U). The weight of a missing child is shared out among the others; NaN for
            a unit without any child of positive weight.
        """

    def ends(self, low: Array, high: Array) -> tuple[float, float]:
        """Return the ends of the parent's scale: a mean lies between its children's (K,)."""
        return float(low.min()), float(high.max())

    @property
    def column_words(self) -> str:
        """Return what a workbook says above the columns of a group."""
        title = self.title.vi
        return f"{title[0].upper()}{title[1:]} có trọng số của các mục con"

    @abstractmethod
    def arithmetic(self, children: ChildTexts) -> str:
        """Write the arithmetic of one value."""

    @abstractmethod
    def formula(self, cells: GroupCells) -> str:
        """Write the formula of one value's cell in a workbook."""
