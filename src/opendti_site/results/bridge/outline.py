"""The shape of an index in the reader's language: what pages need to lay scores out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from opendti_site.frameworks.bridge import plan_of

if TYPE_CHECKING:
    from opendti.plan.model import Plan, PlanNode, Text
    from opendti_site.assessments.rounds.models import Round

MAIN = "main"


@dataclass(frozen=True, slots=True)
class NodeFacts:
    """A place in the tree."""

    code: str
    title: str
    level: str
    level_title: str
    depth: int
    parent: str
    rule: str

    @property
    def number(self) -> str:
        """The official numbering; the root has none."""
        return "" if self.code == "index" else self.code


@dataclass(frozen=True, slots=True)
class ViewFacts:
    """A named set of nodes."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Outline:
    """An index, its blocks, its tree from the root down, its views."""

    identity: str
    title: str
    blocks: dict[str, str]
    nodes: dict[str, NodeFacts]
    views: dict[str, ViewFacts]
    decimals: int
    points_decimals: int

    @property
    def mains(self) -> tuple[NodeFacts, ...]:
        """The main indicators: the level of that name, else what stands right under the root."""
        named = tuple(node for node in self.nodes.values() if node.level == MAIN)
        return named or tuple(node for node in self.nodes.values() if node.depth == 1)

    @property
    def main_groups(self) -> list[tuple[str, list[str]]]:
        """The main indicators by the group that they stand in; the root is no group."""
        groups: list[tuple[str, list[str]]] = []
        for main in self.mains:
            if not groups or groups[-1][0] != main.parent:
                groups.append((main.parent, []))
            groups[-1][1].append(main.code)
        return groups

    def title_of(self, code: str) -> str:
        """Return the words for a node or a view."""
        return self.nodes[code].title if code in self.nodes else self.views[code].title


def worded(text: Text) -> str:
    """Return a text in the reader's language."""
    return text.in_language((get_language() or "vi")[:2])


def outline_of(round_: Round) -> Outline:
    """Return the outline of a round's frozen framework."""
    plan = plan_of(round_)
    return Outline(
        identity=plan.framework,
        title=worded(plan.title),
        blocks={block.code: worded(block.title) for block in plan.blocks},
        nodes={node.code: _node(plan, node) for node in plan.nodes},
        views={
            view.code: ViewFacts(view.code, worded(view.title)) for view in plan.views
        },
        decimals=plan.rounding.value,
        points_decimals=plan.rounding.points,
    )


def _node(plan: Plan, node: PlanNode) -> NodeFacts:
    depth, above = 0, node.parent
    while above is not None:
        depth, above = depth + 1, plan.nodes[above].parent
    rule = "" if node.criterion is None else worded(plan.criteria[node.criterion].words)
    parent = "" if node.parent is None else plan.nodes[node.parent].code
    level = worded(plan.levels[node.level]) if node.level in plan.levels else ""
    return NodeFacts(
        node.code, worded(node.title), node.level, level, depth, parent, rule
    )
