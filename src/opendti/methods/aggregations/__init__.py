"""Aggregations: how the values of children become their parent's (`aggregate`)."""

from __future__ import annotations

from opendti.methods.aggregations.arithmetic import ArithmeticMean
from opendti.methods.aggregations.base import AggregationMethod
from opendti.methods.aggregations.cells import GroupCells
from opendti.methods.aggregations.copeland import Copeland
from opendti.methods.aggregations.geometric import GeometricMean
from opendti.methods.aggregations.harmonic import HarmonicMean
from opendti.methods.aggregations.median import WeightedMedian
from opendti.methods.aggregations.texts import ChildTexts
from opendti.methods.base import by_name

__all__ = ["AGGREGATIONS", "AggregationMethod", "ChildTexts", "GroupCells"]

AGGREGATIONS: dict[str, AggregationMethod] = by_name(
    ArithmeticMean(),
    GeometricMean(),
    HarmonicMean(),
    WeightedMedian(),
    Copeland(),
)
"""Every aggregation by its stable name, in the order in which editors offer them."""
