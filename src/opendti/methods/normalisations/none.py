"""No normalisation: the numbers as they are."""

from __future__ import annotations

from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import NormalisationMethod
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.scale import Array, ScaleParameters


class NoNormalisation(NormalisationMethod):
    """x."""

    name = "none"
    title = Text(vi="giữ nguyên", en="as it is")
    label = Text(vi="giữ nguyên số", en="none, the number as it is")
    has_range = False
    compares_units = False

    @override
    def normalise(self, values: Array, scale: ScaleParameters, row: int) -> Array:
        return values

    @override
    def arithmetic(self, number: NumberInBlock) -> str:
        return number.write(number.own)

    @override
    def formula(self, cells: ScaleCells) -> str:
        return cells.own
