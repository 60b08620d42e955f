"""Imputations: what stands for a missing number (`impute`)."""

from __future__ import annotations

from opendti.methods.base import by_name
from opendti.methods.imputations.base import ImputationMethod
from opendti.methods.imputations.cells import ImputationCells
from opendti.methods.imputations.group_mean import GroupMean
from opendti.methods.imputations.group_median import GroupMedian
from opendti.methods.imputations.last import LastKnown
from opendti.methods.imputations.mean import BlockMean
from opendti.methods.imputations.median import BlockMedian
from opendti.methods.imputations.none import NoImputation

__all__ = ["IMPUTATIONS", "ImputationCells", "ImputationMethod"]

IMPUTATIONS: dict[str, ImputationMethod] = by_name(
    NoImputation(),
    BlockMean(),
    BlockMedian(),
    GroupMean(),
    GroupMedian(),
    LastKnown(),
)
"""Every imputation by its stable name, in the order in which editors offer them."""
