"""The cells that a workbook's formula of a normalisation is written from."""

from __future__ import annotations

from dataclasses import dataclass

from opendti.formula.write import SPREADSHEET
from opendti.methods.normalisations.scale import ScaleParameters
from opendti.numeric.tolerance import SAME


@dataclass(frozen=True, slots=True, eq=False)
class ScaleCells:
    """
    The cells of a number and of its block's statistics, as text.

    Attributes
    ----------
    scale
        The parameters of the one column.
    own, reference
        The unit's number, direction applied; the reference unit's cell, as it is
        there.
    count, minimum, maximum, mean, deviation
        Statistics of the block, direction applied.
    worse
        The formula that counts the units of the block that are worse.
    nothing
        The mark of no value.
    is_reversed
        Whether less is better: cells then stand for minus their number.
    """

    scale: ScaleParameters
    own: str
    reference: str
    count: str
    minimum: str
    maximum: str
    mean: str
    deviation: str
    worse: str
    nothing: str
    is_reversed: bool

    def oriented(self, cell: str) -> str:
        """Return a cell with the direction applied."""
        return f"(-{cell})" if self.is_reversed else cell

    def number(self, name: str) -> str:
        """Write a parameter of the scale."""
        return SPREADSHEET.number(float(getattr(self.scale, name)[0]))

    def where(self, condition: str, text: str) -> str:
        """Write a formula that has no value unless the condition holds."""
        return f'IF({condition},{text},"{self.nothing}")'

    def spread(self, share: str) -> str:
        """Write how a share is mapped to the range."""
        low, high = float(self.scale.low[0]), float(self.scale.high[0])
        text = f"{share}*{SPREADSHEET.number(high - low)}"
        return text if low == 0 else f"{text}+({SPREADSHEET.number(low)})"

    def remaining(self, aim: str) -> str:
        """Write 1 - (aim - x) ÷ (aim - min), mapped to the range."""
        way = f"({aim}-{self.own})/({aim}-{self.minimum})"
        return self.spread(f"(1-{way})")

    @staticmethod
    def differ(first: str, second: str) -> str:
        """Write the test whether two numbers differ by more than round-off."""
        return f"ABS({second}-{first})>{SAME!r}*MAX(ABS({first}),ABS({second}))"
