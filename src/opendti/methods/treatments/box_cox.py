"""The power transformation of Box and Cox."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.formula.write import SPREADSHEET
from opendti.methods.treatments.base import TreatmentMethod
from opendti.methods.treatments.shapes import Array, TreatmentParameters, Truths
from opendti.numeric.moments import min_of
from opendti.numeric.text import format_number


class BoxCox(TreatmentMethod):
    """
    With y = x - min + 1, (y^λ - 1) ÷ λ, or ln y at λ = 0; λ is the `exponent`.

    Source: Box and Cox (1964), shifted as in the COIN Tool.
    """

    name = "box_cox"
    title = Text(vi="biến đổi Box–Cox", en="transformed after Box and Cox")
    label = Text(vi="Box–Cox", en="Box–Cox")
    sheet_title = "Box–Cox"

    @override
    def treat(
        self, values: Array, parameters: TreatmentParameters
    ) -> tuple[Array, Truths]:
        shifted = values - min_of(values)[..., None, :] + 1.0
        if parameters.exponent == 0:
            result = np.log(shifted)
        else:
            # Infinite numbers are refused after the step, with their cells.
            with np.errstate(over="ignore"):
                power = shifted**parameters.exponent
                result = (power - 1.0) / parameters.exponent
        return np.asarray(result), ~np.isnan(result)

    @override
    def sheet_note(self, parameters: TreatmentParameters) -> str:
        exponent = format_number(parameters.exponent, 4, "vi", trim=True)
        return f"Box–Cox với λ = {exponent}, số mũ do bộ chỉ số ấn định"

    @override
    def formula(
        self, parameters: TreatmentParameters, number: str, lower: str, upper: str
    ) -> str:
        if parameters.exponent == 0:
            return f"LN({number}-{lower}+1)"
        exponent = SPREADSHEET.number(parameters.exponent)
        return f"(({number}-{lower}+1)^({exponent})-1)/({exponent})"
