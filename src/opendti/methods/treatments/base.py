"""What a treatment of outliers is."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from opendti.methods.base import Method
from opendti.methods.treatments.cells import StepCells
from opendti.methods.treatments.shapes import Array, TreatmentParameters, Truths


class TreatmentMethod(Method):
    """A way to treat a column with outliers: one that transforms every number, unless it cuts."""

    compares_units = True
    sheet_title: ClassVar[str]
    """What a workbook calls it, in Vietnamese."""

    @abstractmethod
    def treat(
        self, values: Array, parameters: TreatmentParameters
    ) -> tuple[Array, Truths]:
        """Return the treated numbers (…, U, I), and which of them were changed."""

    def sheet_note(self, parameters: TreatmentParameters) -> str:  # noqa: ARG002 -- most have none
        """Return what a workbook says of the parameters, in Vietnamese."""
        return ""

    @abstractmethod
    def formula(
        self, parameters: TreatmentParameters, number: str, lower: str, upper: str
    ) -> str:
        """
        Write the formula of a treated number.

        Parameters
        ----------
        parameters
            The parameters of the treatment.
        number
            The cell of the number before.
        lower, upper
            The cells of the column's least and greatest number; of a method that cuts,
            those of the caps after its last step.
        """


class CuttingMethod(TreatmentMethod):
    """A treatment that cuts at two caps, which move inwards step by step."""

    @abstractmethod
    def caps(
        self, values: Array, parameters: TreatmentParameters
    ) -> list[tuple[float, float]]:
        """Return the upper and the lower cap of a column (U, 1) after each of `points` steps."""

    @abstractmethod
    def next_caps(self, cells: StepCells) -> tuple[str, str]:
        """Write the formulas of the upper and the lower cap after one more step."""
