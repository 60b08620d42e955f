"""The cells that a workbook's formula of an imputation is written from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ImputationCells:
    """
    The cells of an indicator, as text.

    Attributes
    ----------
    numbers
        The column of all units.
    in_block, in_group
        A truth for every unit: whether it has a number and is in this unit's block, and
        in its group.
    has_group
        The condition that the unit is in a group; as `in_group`, empty without groups.
    last, last_number
        The cell of the last known number, and that number, divided as the indicator is;
        empty where there is none.
    """

    numbers: str
    in_block: str
    in_group: str
    has_group: str
    last: str
    last_number: str

    def of_block(self, function: str) -> str:
        """Write a statistic of the block."""
        return f"{function}(IF({self.in_block},{self.numbers}))"

    def of_group(self, function: str) -> str:
        """Write a statistic of the unit's group in its block; an error where it is in none."""
        text = f"{function}(IF({self.in_group},{self.numbers}))"
        return f"IF({self.has_group},{text},NA())"
