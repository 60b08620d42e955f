"""The cells that a workbook's formulas of a treatment are written from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StepCells:
    """
    The cells of one step of cutting, as text.

    Attributes
    ----------
    upper, lower, skew
        The caps, and the skewness between them.
    goes_on
        The condition under which there is another step.
    below, above
        The greatest number below the upper cap, and the least above the lower one.
    """

    upper: str
    lower: str
    skew: str
    goes_on: str
    below: str
    above: str
