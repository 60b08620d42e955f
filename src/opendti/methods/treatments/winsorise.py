"""Winsorisation: the most extreme numbers take the value of the next one."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.treatments.base import CuttingMethod
from opendti.methods.treatments.cells import StepCells
from opendti.methods.treatments.shapes import (
    Array,
    TreatmentParameters,
    Truths,
    needs_treatment,
    shape_of,
)
from opendti.numeric.moments import max_of, min_of
from opendti.numeric.tolerance import is_same


class Winsorise(CuttingMethod):
    """
    Set the most extreme number on the skewed side to the next one, until the column passes.

    Stops once `points` numbers of a column were changed; tied extremes are changed
    together, so that a last step may go beyond. That is to cut at a cap which moves
    inwards by one number a step. Source: the COIN Tool of the JRC.
    """

    name = "winsorise"
    title = Text(vi="thay bằng giá trị kề (winsorise)", en="winsorised")
    label = Text(vi="kéo số xa nhất về số kề (winsorise)", en="winsorise")
    sheet_title = "Cắt ngọn"

    @override
    def treat(
        self, values: Array, parameters: TreatmentParameters
    ) -> tuple[Array, Truths]:
        result = values.copy()
        touched = np.zeros(values.shape, dtype=np.bool_)
        for _ in range(parameters.points):
            shape = shape_of(result)
            is_left = touched.sum(axis=-2) < parameters.points
            goes_on = needs_treatment(shape, parameters) & is_left
            if not goes_on.any():
                break
            is_above = (shape[0] >= 0)[..., None, :]
            upwards = np.where(is_above, result, -result)
            is_extreme = is_same(upwards, max_of(upwards)[..., None, :])
            following = max_of(np.where(is_extreme, np.nan, upwards))[..., None, :]
            replaced = is_extreme & goes_on[..., None, :]
            result = np.where(
                replaced, np.where(is_above, following, -following), result
            )
            touched |= replaced
        return result, touched

    @override
    def caps(
        self, values: Array, parameters: TreatmentParameters
    ) -> list[tuple[float, float]]:
        upper, lower = float(max_of(values)[0]), float(min_of(values)[0])
        found = []
        for _ in range(parameters.points):
            cut = np.clip(values, lower, upper)
            shape = shape_of(cut)
            changed = int(((values > upper) | (values < lower)).sum())
            if needs_treatment(shape, parameters)[0] and changed < parameters.points:
                if shape[0, 0] >= 0:
                    less = np.where(is_same(cut, upper), np.nan, cut)
                    upper = float(max_of(less)[0])
                else:
                    more = np.where(is_same(cut, lower), np.nan, cut)
                    lower = float(min_of(more)[0])
            found.append((upper, lower))
        return found

    @override
    def next_caps(self, cells: StepCells) -> tuple[str, str]:
        upper, lower = cells.upper, cells.lower
        lowered = f"IF({cells.skew}>=0,MAX({lower},{cells.below}),{upper})"
        raised = f"IF({cells.skew}<0,MIN({upper},{cells.above}),{lower})"
        return (
            f"IF({cells.goes_on},{lowered},{upper})",
            f"IF({cells.goes_on},{raised},{lower})",
        )

    @override
    def sheet_note(self, parameters: TreatmentParameters) -> str:
        return f"cắt ngọn nhiều nhất {parameters.points} số"

    @override
    def formula(
        self, parameters: TreatmentParameters, number: str, lower: str, upper: str
    ) -> str:
        return f"MAX({lower},MIN({upper},{number}))"
