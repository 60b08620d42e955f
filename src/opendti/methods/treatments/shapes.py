"""The shape of columns, and when it calls for a treatment of outliers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.numeric.moments import kurtosis_of, skewness_of

Array = NDArray[np.float64]
Truths = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class TreatmentParameters:
    """
    The parameters of a treatment.

    Attributes
    ----------
    points
        How many numbers of a column may be cut.
    skew, kurtosis
        A column needs treatment where |skewness| and kurtosis both reach these.
    exponent
        The λ of a power transformation.
    """

    points: int
    skew: float
    kurtosis: float
    exponent: float


def shape_of(values: Array) -> Array:
    """Return skewness and kurtosis of each column, (2, …, I)."""
    return np.stack([skewness_of(values), kurtosis_of(values)])


def needs_treatment(shape: Array, parameters: TreatmentParameters) -> Truths:
    """Return which columns fail by skewness and kurtosis (2, …, I); unknown ones pass."""
    is_skewed = np.abs(shape[0]) >= parameters.skew
    return np.asarray(is_skewed & (shape[1] >= parameters.kurtosis))
