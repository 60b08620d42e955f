"""Where units stood in one year: the scores of a run as they were written down."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from opendti.plan.model import PlanNode
from opendti.ranking.places import Ranking
from opendti.scoring.scores import Scores

ABSENT = 255
"""The state of what does not stand in the table at all: no such node for the unit."""
WHOLE = "index"
"""The code of the root."""
VIEW = "view"
"""What stands for a view's level."""
DECIMALS = 4
"""Decimals of values where nothing says otherwise."""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class StandingNode:
    """A column of a standing; `parent` is the place of its parent, None for root and views."""

    code: str
    level: str
    parent: int | None = None

    @property
    def is_view(self) -> bool:
        """Tell a named set of nodes from a place in the tree."""
        return self.level == VIEW


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """
    One year's scores and places, free of the plan that made them.

    Attributes
    ----------
    units, blocks
        Length U: the units, and the code of each one's block.
    nodes
        Length N, the root first, parents before children.
    points, max_points
        (U, N) float64; NaN where they were not written down.
    values
        (U, N) float64, rounded as published; NaN where there is none.
    places
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
    places: NDArray[np.int64]
    states: NDArray[np.uint8]
    decimals: int = DECIMALS

    @property
    def columns(self) -> dict[str, int]:
        """Return the column of every code."""
        return {node.code: place for place, node in enumerate(self.nodes)}

    @property
    def leaves(self) -> frozenset[int]:
        """Return the columns with nothing below them; a view is none."""
        inner = {node.parent for node in self.nodes}
        return frozenset(
            place
            for place, node in enumerate(self.nodes)
            if place not in inner and not node.is_view
        )

    @property
    def is_on_scale(self) -> bool:
        """Tell a composite index, whose values are its points and no share of a maximum."""
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = np.clip(self.points / self.max_points, 0.0, 1.0)
            least = 10.0**-self.decimals
            is_share = np.abs(self.values - shares) <= least
            is_points = np.abs(self.values - self.points) <= least
        return bool((is_points & ~is_share).any())


def standing_of(scores: Scores, ranking: Ranking) -> Standing:
    """
    Return scores of shape (U, N) as a standing.

    Parameters
    ----------
    scores, ranking
        Made of each other, with every node kept.
    """
    plan = scores.plan
    nodes = tuple(
        StandingNode(one.code, one.level, one.parent)
        if isinstance(one, PlanNode)
        else StandingNode(one.code, VIEW)
        for one in plan.entries
    )
    return Standing(
        units=scores.units,
        blocks=tuple(plan.blocks[place].code for place in scores.blocks),
        nodes=nodes,
        points=scores.points,
        max_points=scores.max_points,
        values=scores.values,
        places=ranking.places,
        states=np.where(np.isnan(scores.max_points), np.uint8(ABSENT), scores.states),
        decimals=plan.rounding.value,
    )
