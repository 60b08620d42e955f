"""Treatments: what is done to a column with outliers (`treat`)."""

from __future__ import annotations

from opendti.methods.base import by_name
from opendti.methods.treatments.base import CuttingMethod, TreatmentMethod
from opendti.methods.treatments.box_cox import BoxCox
from opendti.methods.treatments.cells import StepCells
from opendti.methods.treatments.log import Logarithm
from opendti.methods.treatments.shapes import (
    TreatmentParameters,
    needs_treatment,
    shape_of,
)
from opendti.methods.treatments.winsorise import Winsorise

__all__ = [
    "TREATMENTS",
    "CuttingMethod",
    "StepCells",
    "TreatmentMethod",
    "TreatmentParameters",
    "needs_treatment",
    "shape_of",
]

TREATMENTS: dict[str, TreatmentMethod] = by_name(
    Winsorise(),
    Logarithm(),
    BoxCox(),
)
"""Every treatment by its stable name, in the order in which editors offer them."""
