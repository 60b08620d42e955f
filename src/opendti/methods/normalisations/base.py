"""What a normalisation is."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar

import numpy as np
from typing_extensions import override

from opendti.errors import Fault
from opendti.methods.base import Method
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters


class NormalisationMethod(Method):
    """
    A way to bring the numbers of an indicator onto a scale.

    A subclass overrides what it decides otherwise than most methods do.
    """

    has_range: ClassVar[bool] = True
    """Whether it maps a share to `range`."""
    compares_units = True
    supports_capped: ClassVar[bool] = False
    """Whether `capped` keeps on the scale what lies beyond it."""
    caps_by_default: ClassVar[bool] = False
    needs_reference: ClassVar[bool] = False
    """Whether it needs a `reference` unit; no other method takes one."""
    missing_keys: ClassVar[Mapping[str, Fault]] = MappingProxyType({})
    """The keys that a criterion must have, each with the fault of one without it."""
    dropped: ClassVar[str | None] = None
    """
    The code of the fault of an indicator whose numbers differ and all lose their value.

    None where that cannot happen. The fault is given the block's code.
    """

    @abstractmethod
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        """
        Return the normalised numbers.

        Parameters
        ----------
        values
            (…, U, I) of one block, direction applied: times -1 where less is better.
        scale
            The parameters, by column.
        row
            The row of the reference unit, -1 where there is none.

        Returns
        -------
        ndarray
            (…, U, I); NaN in a column that cannot be normalised, so that its weight is
            shared out like that of a missing number.
        """

    def ends(self, scale: ScaleParameters) -> tuple[Array, Array]:
        """Return the ends (I,) that no value lies beyond; -inf and inf where there is none."""
        return np.full_like(scale.low, -np.inf), np.full_like(scale.high, np.inf)

    def may_be_positive(self, low: float, mean: float) -> bool:  # noqa: ARG002 -- most methods may
        """Return whether all values of an indicator may be above 0, by the scale's low end and mean."""
        return True

    @abstractmethod
    def arithmetic(self, number: NumberInBlock) -> str:
        """Write the arithmetic of one number."""

    @abstractmethod
    def formula(self, cells: ScaleCells) -> str:
        """Write the formula of one number's cell in a workbook."""


class BoundedMethod(NormalisationMethod):
    """A normalisation that puts the worst unit of any block at the low end of its range."""

    @override
    def ends(self, scale: ScaleParameters) -> tuple[Array, Array]:
        return scale.low, scale.high

    @override
    def may_be_positive(self, low: float, mean: float) -> bool:
        return low > 0


class CappedMethod(NormalisationMethod):
    """A normalisation whose range has a top where `capped` says so."""

    supports_capped = True

    @override
    def ends(self, scale: ScaleParameters) -> tuple[Array, Array]:
        top = np.where(scale.capped, scale.high, np.inf)
        return np.full_like(scale.low, -np.inf), top
