"""
The sheets of a composite index: every step from the answers to the ranks as formulas.

One sheet a step, with the indicators in the same columns throughout; two tables hold
what a block's numbers have in common: moments and caps for the treatment of outliers,
extremes, mean and deviation for the scale. All that compares units does so within the
block.
"""

from __future__ import annotations

from opendti.workbook.composite.sheets import CompositeSheets

__all__ = ["CompositeSheets"]
