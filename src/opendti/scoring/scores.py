"""The table of scores: points, maxima, values and states over (…, unit, node)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.plan.model import Plan


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """
    Scores of answers by a plan.

    Attributes
    ----------
    plan
        The plan that they were scored by.
    units, blocks
        As in the answers.
    nodes
        The columns of `plan.node_codes` that were kept, ascending.
    points, max_points
        (…, U, N) float64. `max_points` is NaN where a node does not exist for the
        unit's block, and 0 where nothing in it applies. Of a composite index `points`
        are values on its scale, NaN where there is none, and `max_points` the top of
        the scale, inf where it has no top.
    values
        (…, U, N) points ÷ max_points, rounded half-up to the framework's decimals;
        NaN where the maximum is 0 or NaN. Of a composite index the points, rounded.
    states
        (…, U, N) uint8 of `State`. A group is `blank` where all in it is, and
        `not_measured` where something in it waits for a measurement. Undefined where a
        node does not exist.
    unresolved
        (…, U) whether a missing measurement prevents publication.
    """

    plan: Plan
    units: tuple[str, ...]
    blocks: NDArray[np.intp]
    nodes: NDArray[np.intp]
    points: NDArray[np.float64]
    max_points: NDArray[np.float64]
    values: NDArray[np.float64]
    states: NDArray[np.uint8]
    unresolved: NDArray[np.bool_]

    @property
    def node_codes(self) -> tuple[str, ...]:
        """Return the codes of the columns."""
        codes = self.plan.node_codes
        return tuple(codes[node] for node in self.nodes)
