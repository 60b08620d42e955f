"""The cells that a workbook's formula of an aggregation is written from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class GroupCells:
    """
    The cells of a group's children, as text.

    Attributes
    ----------
    children, weights
        The children's values of the unit, and their weights, side by side.
    present
        The weight of the children that have a value.
    others
        The children's values of all units, one row a unit.
    same_block
        A truth for every unit: whether it is in this unit's block.
    not_positive
        The mark of a value that is not above 0 where it must be.
    """

    children: str
    weights: str
    present: str
    others: str
    same_block: str
    not_positive: str

    def where_positive(self, text: str) -> str:
        """Write a formula that gives the mark where a child's value is not above 0."""
        return f'IF(COUNTIF({self.children},"<=0")>0,"{self.not_positive}",{text})'
