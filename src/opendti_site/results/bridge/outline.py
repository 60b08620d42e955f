"""The shape of an index in the reader's language: what pages need to lay scores out."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from opendti.naming import ROOT_CODE
from opendti.plan.model import Plan, PlanNode
from opendti_site.frameworks.bridge import FrameworkSource, plan_of
from opendti_site.ui.language import translated

MAIN = "main"


@dataclass(frozen=True, slots=True)
class Scale:
    """What a node's values lie between; None where an end is open."""

    low: float | None = 0.0
    high: float | None = 1.0

    def share(self, value: float | None) -> float | None:
        """Return how far along the scale a value lies, 0 to 1; None without both ends."""
        if value is None or self.low is None or self.high is None:
            return None
        return (value - self.low) / (self.high - self.low)

    def at(self, share: float) -> float | None:
        """Return the value at a share of the scale."""
        if self.low is None or self.high is None:
            return None
        return self.low + share * (self.high - self.low)


SHARES = Scale()
"""Points ÷ maximum."""


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """A node of the tree."""

    code: str
    title: str
    level: str
    level_title: str
    depth: int
    parent: str
    rule: str
    counts: bool = True

    @property
    def number(self) -> str:
        """The official numbering; the root has none."""
        return "" if self.code == ROOT_CODE else self.code


@dataclass(frozen=True, slots=True)
class IndexOutline:
    """An index, the titles of its blocks and views, its tree from the root down."""

    identity: str
    status: str
    title: str
    blocks: dict[str, str]
    nodes: dict[str, NodeFacts]
    views: dict[str, str]
    decimals: int
    points_decimals: int
    scales: dict[str, Scale] | None = None
    is_relative: bool = False

    @property
    def version(self) -> str:
        """The version in the identity of the index: most often the year of its decision."""
        return self.identity.rpartition("@")[2]

    @property
    def is_composite(self) -> bool:
        """Whether values are means on a scale of their own, not points ÷ maximum."""
        return self.scales is not None

    def scale_of(self, code: str) -> Scale:
        """Return what a node's values lie between."""
        return SHARES if self.scales is None else self.scales[code]

    @property
    def mains(self) -> tuple[NodeFacts, ...]:
        """The main indicators: the level of that name, else what stands right under the root."""
        counting = [node for node in self.nodes.values() if node.counts]
        # A framework with pillars has its main indicators one level further down.
        named = tuple(node for node in counting if node.level == MAIN)
        return named or tuple(node for node in counting if node.depth == 1)

    @property
    def main_groups(self) -> list[tuple[str, list[str]]]:
        """The main indicators by the group that they are in; the root is no group."""
        groups: list[tuple[str, list[str]]] = []
        for main in self.mains:
            # In the order of the tree, neighbours with one parent are a group.
            if not groups or groups[-1][0] != main.parent:
                groups.append((main.parent, []))
            groups[-1][1].append(main.code)
        return groups

    def title_of(self, code: str) -> str:
        """Return the words for a node or a view."""
        return self.nodes[code].title if code in self.nodes else self.views[code]


def outline_of(source: FrameworkSource) -> IndexOutline:
    """Return the outline of a frozen framework: a round's, a run's, an edition's."""
    plan = plan_of(source)
    return IndexOutline(
        identity=plan.framework,
        status=plan.status,
        title=translated(plan.title),
        blocks={block.code: translated(block.title) for block in plan.blocks},
        nodes={node.code: _node(plan, node) for node in plan.nodes},
        views={view.code: translated(view.title) for view in plan.views},
        decimals=plan.rounding.value,
        points_decimals=plan.rounding.points,
        scales=scales_of(plan),
        is_relative=_is_relative(plan),
    )


def _is_relative(plan: Plan) -> bool:
    """Return whether a unit's value depends on the other units, so that years compare ranks only."""
    return plan.composite is not None and plan.composite.compares_units


def scales_of(plan: Plan) -> dict[str, Scale] | None:
    """Return the scale of every node and view of a composite index; None of any other."""
    if plan.composite is None:
        return None
    ends = zip(plan.composite.low.tolist(), plan.composite.high.tolist(), strict=True)
    scales = (Scale(*(end if isfinite(end) else None for end in both)) for both in ends)
    return dict(zip(plan.node_codes, scales, strict=True))


def _node(plan: Plan, node: PlanNode) -> NodeFacts:
    depth, ancestor = 0, node.parent
    while ancestor is not None:
        depth, ancestor = depth + 1, plan.nodes[ancestor].parent
    rule = (
        ""
        if node.criterion is None
        else translated(plan.criteria[node.criterion].words)
    )
    parent = "" if node.parent is None else plan.nodes[node.parent].code
    level = translated(plan.levels[node.level]) if node.level in plan.levels else ""
    return NodeFacts(
        node.code,
        translated(node.title),
        node.level,
        level,
        depth,
        parent,
        rule,
        _counts(plan, node),
    )


def _counts(plan: Plan, node: PlanNode) -> bool:
    """Return whether a node is part of the index; a composite one may have nodes that are only shown."""
    if plan.composite is None:
        return True
    return any(leaf in plan.composite.criteria for leaf in node.leaves)
