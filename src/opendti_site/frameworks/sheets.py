"""A framework as pages show it: the texts of its file beside the items and maxima of its plan."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from opendti.definitions import Text
from opendti.framework.model import Framework, Node
from opendti.framework.sources import Source
from opendti.plan.model import ROOT, Criterion, Plan, PlanBlock, PlanItem


@dataclass(frozen=True, slots=True)
class CriterionSheet:
    """
    One criterion as the people who fill it in and appraise it read it.

    `status` and `source` are the framework's where the criterion names none; `weight` is
    that among its siblings in a composite index, None where it does not count.
    """

    node: Node
    criterion: Criterion
    items: tuple[PlanItem, ...]
    status: str
    source: Source | None
    weight: float | None = None

    @property
    def code(self) -> str:
        """The code."""
        return self.node.code

    @property
    def title(self) -> Text:
        """The title."""
        return self.node.title

    @property
    def points(self) -> tuple[float, ...]:
        """The points in each block, NaN where the criterion does not exist for it."""
        return self.criterion.maxima

    def exists_in(self, block: int) -> bool:
        """Whether the units of a block have this criterion."""
        return not math.isnan(self.criterion.maxima[block])


@dataclass(frozen=True, slots=True)
class NodeSheet:
    """A node of the tree, with its points in each block; a group has no criterion of its own."""

    node: Node
    points: tuple[float, ...]
    children: tuple[NodeSheet, ...]
    criterion: CriterionSheet | None
    weight: float | None = None

    @property
    def code(self) -> str:
        """The code."""
        return self.node.code

    @property
    def title(self) -> Text:
        """The title."""
        return self.node.title

    def criteria(self) -> tuple[CriterionSheet, ...]:
        """Return the criteria below, in order."""
        if self.criterion:
            return (self.criterion,)
        return tuple(leaf for child in self.children for leaf in child.criteria())


@dataclass(frozen=True, slots=True)
class FrameworkPage:
    """A whole framework with its plan."""

    framework: Framework
    plan: Plan
    mains: tuple[NodeSheet, ...]

    @property
    def title(self) -> Text:
        """The title."""
        return self.framework.title

    @property
    def blocks(self) -> tuple[PlanBlock, ...]:
        """The blocks; one for all units where the framework names none."""
        return self.plan.blocks

    @property
    def is_composite(self) -> bool:
        """Whether values are means on a scale of their own, not points ÷ maximum."""
        return self.plan.composite is not None

    @property
    def points(self) -> tuple[float, ...]:
        """The points of the whole in each block."""
        return points_at(self.plan, ROOT)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many criteria each block has."""
        return tuple(
            int(number) for number in (~np.isnan(self.plan.maxima)).sum(axis=1)
        )

    @property
    def is_scorable(self) -> bool:
        """Whether the units of any block can have a score."""
        return any(self.scores_in(index) for index in range(len(self.blocks)))

    def scores_in(self, block: int) -> bool:
        """Whether the units of a block can have a score: of nought points there is none."""
        return self.is_composite or self.points[block] > 0

    def criteria(self) -> tuple[CriterionSheet, ...]:
        """Return every criterion, in order."""
        return tuple(leaf for main in self.mains for leaf in main.criteria())

    def criteria_in(self, block: str) -> tuple[CriterionSheet, ...]:
        """Return the criteria that exist for a block."""
        index = self.plan.block_index(block)
        return tuple(leaf for leaf in self.criteria() if leaf.exists_in(index))


def points_at(plan: Plan, node: int) -> tuple[float, ...]:
    """Return a node's points in each block, 0 where nothing below it exists."""
    return tuple(np.nan_to_num(plan.node_maxima[:, node]).tolist())
