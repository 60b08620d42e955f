"""The shifted logarithm."""

from __future__ import annotations

import numpy as np
from typing_extensions import override

from opendti.definitions import Text
from opendti.methods.treatments.base import TreatmentMethod
from opendti.methods.treatments.shapes import Array, TreatmentParameters, Truths
from opendti.numeric.moments import max_of, min_of

OFFSET = 0.01
"""How far below the least number the logarithm begins, as a share of the range."""


class Logarithm(TreatmentMethod):
    """
    ln(x - min + 0.01 · (max - min)); a column without spread becomes NaN.

    Source: the COIN Tool of the JRC, `log_CT` of COINr.
    """

    name = "log"
    title = Text(vi="lấy logarit", en="taken as a logarithm")
    label = Text(vi="lấy logarit", en="logarithm")
    sheet_title = "Logarit"

    @override
    def treat(
        self, values: Array, parameters: TreatmentParameters
    ) -> tuple[Array, Truths]:
        minimum = min_of(values)[..., None, :]
        spread = max_of(values)[..., None, :] - minimum
        with np.errstate(divide="ignore", invalid="ignore"):
            result = np.log(values - minimum + OFFSET * spread)
        result[np.isinf(result)] = np.nan
        return result, ~np.isnan(result)

    @override
    def formula(
        self, parameters: TreatmentParameters, number: str, lower: str, upper: str
    ) -> str:
        return f"LN({number}-{lower}+{OFFSET!r}*({upper}-{lower}))"
