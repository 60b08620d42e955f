"""What an imputation is."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from opendti.methods.base import Method
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.filling import Array


class ImputationMethod(Method):
    """A way to fill in missing numbers."""

    fills: ClassVar[bool] = True
    """Whether it fills in anything."""
    compares_units = True
    needs_group: ClassVar[bool] = False
    """Whether it needs the item with a unit's group; no other method takes one."""
    needs_last: ClassVar[bool] = False
    """Whether it needs an item with the last known number."""
    is_array: ClassVar[bool] = True
    """Whether its formula works on whole ranges within itself."""

    @abstractmethod
    def impute(self, values: Array, groups: Array, last: Array) -> Array:
        """
        Return the numbers, with those that are missing filled in.

        Parameters
        ----------
        values
            (…, U, I) of one block; NaN where a number is missing.
        groups
            (…, U) the number of each unit's group; NaN where it is in none.
        last
            (…, U, I) the last known numbers, of the same scale.

        Returns
        -------
        ndarray
            (…, U, I); still NaN where there is nothing to fill in.
        """

    @abstractmethod
    def formula(self, cells: ImputationCells) -> str:
        """Write what stands for a missing number, an error for nothing; empty where there never is."""
