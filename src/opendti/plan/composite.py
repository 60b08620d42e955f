"""
The composite part of a plan: its steps with every number they need.

Axes: indicators are the columns of every stage, in the order of the plan's criteria
that are scored; entries are the plan's nodes and views. Goalposts and targets have
the direction applied already, so that more is better everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.base import Method
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS, ScaleParameters
from opendti.methods.treatments import TREATMENTS, TreatmentParameters
from opendti.methods.weightings import WEIGHTINGS

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Step = Literal["denominate", "screen", "impute", "treat"]


@dataclass(frozen=True, slots=True)
class Screening:
    """Minimum shares of available and of non-zero numbers; units kept or dropped in any case."""

    availability: float | None
    non_zero: float | None
    keep: frozenset[str]
    drop: frozenset[str]


@dataclass(frozen=True, slots=True)
class Imputation:
    """A method, and for the group methods the column of the item with a unit's group."""

    method: str
    group: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Treatment(TreatmentParameters):
    """Treatment of outliers in some indicator columns: methods in order of trial."""

    columns: Indices
    methods: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Normalisation(ScaleParameters):
    """One normalisation of some indicator columns, with its reference unit if it has one."""

    method: str
    columns: Indices
    reference: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Aggregation:
    """
    The aggregation of a group's children to its value.

    Attributes
    ----------
    entry
        The index of the group among the plan's entries.
    children
        (K,) indices of the children that count.
    weights
        (K,) as given, not yet scaled to 1.
    reversed
        (K,) whether the child is reversed on its scale: a group where less is better.
    method, availability
        The mean, and the minimum share of children that must have a value.
    """

    entry: int
    children: Indices
    weights: Array
    reversed: NDArray[np.bool_]
    method: str
    availability: float | None


@dataclass(frozen=True, slots=True, eq=False)
class CompositePlan:
    """
    The steps of a composite index, instead of adding up points.

    Attributes
    ----------
    order
        The steps before normalising.
    criteria, nodes
        (I,) the index of each indicator among the plan's criteria, and nodes.
    directions
        (I,) 1 or -1.
    denominators, last
        (I,) the item that an indicator is divided by, and the one that holds its last
        known number; -1 where there is none.
    treatments, normalisations
        Each covers some indicators.
    aggregations
        The groups and views, children before parents.
    low, high
        (N,) the ends of every entry's scale; -inf and inf where it has none.
    """

    order: tuple[Step, ...]
    criteria: Indices
    nodes: Indices
    directions: Array
    denominators: Indices
    last: Indices
    screening: Screening | None
    imputation: Imputation | None
    treatments: tuple[Treatment, ...]
    normalisations: tuple[Normalisation, ...]
    weights: str
    aggregations: tuple[Aggregation, ...]
    low: Array
    high: Array

    @property
    def steps(self) -> tuple[Step, ...]:
        """Return the steps before normalising that the index has, in their order."""
        has = {
            "denominate": bool((self.denominators >= 0).any()),
            "screen": self.screening is not None,
            "impute": self.imputation is not None,
            "treat": bool(self.treatments),
        }
        return tuple(step for step in self.order if has[step])

    @property
    def compares_units(self) -> bool:
        """Return whether a unit's value hangs on the other units, by any of the steps."""
        methods: list[Method] = [
            WEIGHTINGS[self.weights],
            # Any single step is enough: years of such an index compare ranks only.
            *(NORMALISATIONS[step.method] for step in self.normalisations),
            *(AGGREGATIONS[step.method] for step in self.aggregations),
        ]
        methods += [
            TREATMENTS[name] for step in self.treatments for name in step.methods
        ]
        if self.imputation is not None:
            methods.append(IMPUTATIONS[self.imputation.method])
        return any(method.compares_units for method in methods)

    def reversal_offset(self, entry: int) -> float:
        """Return low + high: a reversed value is this minus the value; 0 without both ends."""
        ends = float(self.low[entry]), float(self.high[entry])
        # On a scale without ends, such as that of z-scores, the sign is what is reversed.
        return sum(ends) if np.isfinite(ends).all() else 0.0
