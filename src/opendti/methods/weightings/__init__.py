"""Weightings: what the children of a group weigh (`weights`)."""

from __future__ import annotations

from opendti.methods.base import by_name
from opendti.methods.weightings.base import WeightingMethod
from opendti.methods.weightings.component import UnclearComponentError
from opendti.methods.weightings.equal import EqualWeights
from opendti.methods.weightings.given import GivenWeights
from opendti.methods.weightings.pca import PrincipalComponent
from opendti.methods.weightings.pca_squared import SquaredPrincipalComponent

__all__ = ["WEIGHTINGS", "UnclearComponentError", "WeightingMethod"]

WEIGHTINGS: dict[str, WeightingMethod] = by_name(
    GivenWeights(),
    EqualWeights(),
    PrincipalComponent(),
    SquaredPrincipalComponent(),
)
"""Every weighting by its stable name, in the order in which editors offer them."""
