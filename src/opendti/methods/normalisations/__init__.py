"""Normalisations: how the numbers of an indicator come onto a scale (`normalise`)."""

from __future__ import annotations

from opendti.methods.base import by_name
from opendti.methods.normalisations.arithmetic import NumberInBlock
from opendti.methods.normalisations.base import NormalisationMethod
from opendti.methods.normalisations.borda import Borda
from opendti.methods.normalisations.cells import ScaleCells
from opendti.methods.normalisations.distance_to_best import DistanceToBest
from opendti.methods.normalisations.distance_to_reference import DistanceToReference
from opendti.methods.normalisations.distance_to_target import DistanceToTarget
from opendti.methods.normalisations.fraction_of_max import FractionOfMax
from opendti.methods.normalisations.goalposts import Goalposts
from opendti.methods.normalisations.min_max import MinMax
from opendti.methods.normalisations.none import NoNormalisation
from opendti.methods.normalisations.percentile_rank import PercentileRank
from opendti.methods.normalisations.rank import Rank
from opendti.methods.normalisations.scale import ScaleParameters
from opendti.methods.normalisations.z_score import ZScore

__all__ = [
    "NORMALISATIONS",
    "NormalisationMethod",
    "NumberInBlock",
    "ScaleCells",
    "ScaleParameters",
]

NORMALISATIONS: dict[str, NormalisationMethod] = by_name(
    NoNormalisation(),
    MinMax(),
    ZScore(),
    Rank(),
    PercentileRank(),
    Borda(),
    DistanceToBest(),
    DistanceToReference(),
    DistanceToTarget(),
    FractionOfMax(),
    Goalposts(),
)
"""Every normalisation by its stable name, in the order in which editors offer them."""
