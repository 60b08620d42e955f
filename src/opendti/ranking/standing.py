"""Scores and ranks of one year, from a run or from a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.plan.model import PlanNode
from opendti.ranking.ranks import Ranking
from opendti.scoring.scores import Scores

ABSENT = 255
"""The state of a cell that the table lacks: no such node for the unit."""
VIEW = "view"
"""The level of views."""
DECIMALS = 4
"""Decimals of values where nothing says otherwise."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StandingNode:
    """A column of a standing; `parent` is the parent's column, None for root and views."""

    code: str
    level: str
    parent: int | None = None

    @property
    def is_view(self) -> bool:
        """Return whether it is a named set of nodes and no node of the tree."""
        return self.level == VIEW


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """
    One year's scores and ranks, without the plan that produced them.

    Attributes
    ----------
    units, blocks
        Length U: the units, and the code of each one's block.
    nodes
        Length N, the root first, parents before children.
    points, max_points
        (U, N) float64; NaN where unknown.
    values
        (U, N) float64, rounded as published; NaN where there is none.
    ranks
        (U, N) int64; 0 where there is none.
    states
        (U, N) uint8 of `State`, or `ABSENT`.
    decimals
        Decimals of the values.
    """

    units: tuple[str, ...]
    blocks: tuple[str, ...]
    nodes: tuple[StandingNode, ...]
    points: Array
    max_points: Array
    values: Array
    ranks: NDArray[np.int64]
    states: NDArray[np.uint8]
    decimals: int = DECIMALS

    @property
    def columns(self) -> dict[str, int]:
        """Return the column of every code."""
        return {node.code: column for column, node in enumerate(self.nodes)}

    @property
    def leaves(self) -> frozenset[int]:
        """Return the columns with nothing below them; a view is none."""
        inner = {node.parent for node in self.nodes}
        return frozenset(
            column
            for column, node in enumerate(self.nodes)
            if column not in inner and not node.is_view
        )

    @property
    def is_on_scale(self) -> bool:
        """Return whether it is a composite index: values are its points, no share of a maximum."""
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.clip(self.points / self.max_points, 0.0, 1.0)
            tolerance = 10.0**-self.decimals
            is_share = np.abs(self.values - shares) <= tolerance
            # Told from the numbers, for a published table names no method. Both hold for a unit
            # at 0 or 1 alone, which decides nothing.
            is_points = np.abs(self.values - self.points) <= tolerance
        return bool((is_points & ~is_share).any())


def standing_of(scores: Scores, ranking: Ranking) -> Standing:
    """
    Return scores of shape (U, N) as a standing.

    Parameters
    ----------
    scores, ranking
        Scores with every node kept, and their ranking.
    """
    plan = scores.plan
    nodes = tuple(
        StandingNode(entry.code, entry.level, entry.parent)
        if isinstance(entry, PlanNode)
        else StandingNode(entry.code, VIEW)
        for entry in plan.entries
    )
    return Standing(
        units=scores.units,
        blocks=tuple(plan.blocks[block].code for block in scores.blocks),
        nodes=nodes,
        points=scores.points,
        max_points=scores.max_points,
        values=scores.values,
        ranks=ranking.ranks,
        states=np.where(np.isnan(scores.max_points), np.uint8(ABSENT), scores.states),
        decimals=plan.rounding.value,
    )
