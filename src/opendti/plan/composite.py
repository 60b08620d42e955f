"""
The composite part of a plan: its steps with every number they need.

Axes: indicators are the columns of every stage, in the order of the plan's criteria
that are not merely shown; entries are the plan's nodes and views. Directions are
already turned into goalposts and targets: after the direction is applied, more is
better everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Indices = NDArray[np.intp]
Step = Literal["denominate", "screen", "impute", "treat"]


@dataclass(frozen=True, slots=True)
class Screening:
    """Least shares of available and of non-zero numbers; units kept or dropped anyway."""

    availability: float | None
    non_zero: float | None
    keep: frozenset[str]
    drop: frozenset[str]


@dataclass(frozen=True, slots=True)
class Imputing:
    """A method, and for the group methods the item that tells a unit's group."""

    method: str
    group: int | None


@dataclass(frozen=True, slots=True, eq=False)
class Treating:
    """Methods tried in turn on some indicators, and when a column needs them."""

    columns: Indices
    methods: tuple[str, ...]
    points: int
    skew: float
    kurtosis: float
    exponent: float


@dataclass(frozen=True, slots=True, eq=False)
class Scaling:
    """
    One normalisation of some indicators; every array has one number a column.

    `low` and `high` are the range that a share from 0 to 1 is spread over. `mean` and
    `deviation` are those of z-scores. `lower`, `upper` and `target` are NaN where the
    method needs none.
    """

    method: str
    columns: Indices
    low: Array
    high: Array
    mean: Array
    deviation: Array
    lower: Array
    upper: Array
    target: Array
    capped: NDArray[np.bool_]
    reference: str | None = None

    def part(self, columns: slice) -> Scaling:
        """Return the same for some of its columns."""
        arrays = {
            one.name: getattr(self, one.name)[columns]
            for one in fields(self)
            if isinstance(getattr(self, one.name), np.ndarray)
        }
        return replace(self, **arrays)


@dataclass(frozen=True, slots=True, eq=False)
class Joint:
    """
    How a group's children become its value.

    Attributes
    ----------
    entry
        The group's place among the plan's entries.
    children
        (K,) places of the children that count.
    weights
        (K,) as given, not yet scaled to 1.
    turned
        (K,) whether the child is turned round: a group where less is better.
    method, availability
        The mean, and the least share of children that must have a value.
    """

    entry: int
    children: Indices
    weights: Array
    turned: NDArray[np.bool_]
    method: str
    availability: float | None


@dataclass(frozen=True, slots=True, eq=False)
class CompositePlan:
    """
    Everything that a composite index does beyond adding up points.

    Attributes
    ----------
    order
        The steps before normalising.
    criteria, nodes
        (I,) the place of each indicator among the plan's criteria, and nodes.
    directions
        (I,) 1 or -1.
    denominators, last
        (I,) the item that an indicator is divided by, and the one that holds its last
        known number; -1 where there is none.
    treatings, scalings
        Each covers some indicators.
    joints
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
    imputing: Imputing | None
    treatings: tuple[Treating, ...]
    scalings: tuple[Scaling, ...]
    weights: str
    joints: tuple[Joint, ...]
    low: Array
    high: Array

    def turned_about(self, entry: int) -> float:
        """Return low + high, from which a value is taken to turn it; 0 without both ends."""
        ends = float(self.low[entry]), float(self.high[entry])
        return sum(ends) if np.isfinite(ends).all() else 0.0
