"""A framework as frozen data, in the very shape of its file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from opendti.definitions import (
    CODE,
    IDENTIFIER,
    NAME,
    NUMERAL,
    Definition,
    FormatNumber,
    FormulaText,
    Parameter,
    Points,
    Share,
    Text,
    Truth,
    Value,
)
from opendti.framework.composite import (
    AggregationName,
    Composite,
    Direction,
    Normalise,
    Range,
    TreatmentName,
    Weight,
)
from opendti.framework.sources import LegalBasis, Source, Status
from opendti.naming import ROOT_CODE
from opendti.rules import ItemType, Option, Rule

EVERY_BLOCK = "all"
"""The code of the one block of a framework that names none."""


class Level(Definition):
    """A storey of the tree, with its official name."""

    code: Annotated[str, Field(pattern=NAME)]
    title: Text


class Block(Definition):
    """Units that are scored by the same points and ranked among themselves."""

    code: Annotated[str, Field(pattern=CODE)]
    title: Text


class Declared(Definition):
    """A count or a total that the source states, checked against the tree."""

    block: str | None = None
    level: str | None = None
    under: str | None = None
    count: int | None = None
    points: Points | None = None


class Rounding(Definition):
    """Decimals: of values, of points shown, and of points before they are added."""

    value: Annotated[int, Field(ge=0, le=10)] = 4
    points: Annotated[int, Field(ge=0, le=10)] = 2
    criterion: Annotated[int, Field(ge=0, le=10)] | None = None


class RankingRule(Definition):
    """
    How ranks are given; competition ranks are 1, 2, 2, 4.

    `compare: exact` is for composite indices: ties are equal up to round-off (1e-12).
    """

    ties: Literal["competition"] = "competition"
    compare: Literal["rounded", "exact"] = "rounded"


class Item(Definition):
    """One input of a criterion; `options` of a choice that no rule lists."""

    code: Annotated[str, Field(pattern=NAME)]
    type: ItemType | None = None
    title: Text | None = None
    unit: Text | None = None
    min: Value | None = None
    max: Value | None = None
    options: tuple[Option, ...] = ()
    guidance: Text | None = None


class Check(Definition):
    """What must hold between a criterion's items once all are given."""

    formula: FormulaText
    message: Text


class Evidence(Definition):
    """What the unit must show."""

    required: Truth = True
    text: Text


class Advice(Definition):
    """What to do when the criterion's value lies below a share."""

    below: Annotated[float, NUMERAL, Field(ge=0, le=1)]
    text: Text


Count = Annotated[int, Field(ge=1)]


Precedence = Literal["machine", "typed", "appraiser", "agree"]


class Node(Definition):
    """
    A group of nodes, or a criterion with its rule.

    The last fields belong to composite indices, where a leaf may also be a bare
    number without a rule.
    """

    code: Annotated[str, Field(pattern=CODE)]
    level: str | None = None
    title: Text
    nodes: tuple[Node, ...] = ()
    points: Points | dict[str, Points] | None = None
    unpublished: dict[str, Count | dict[str, Count]] = {}
    """Nodes of deeper levels that the source counts here and never listed."""
    rule: Rule | None = None
    items: tuple[Item, ...] = ()
    checks: tuple[Check, ...] = ()
    evidence: Evidence | None = None
    guidance: Text | None = None
    verified_by: Text | None = None
    collected_from: Literal["report", "feed", "survey", "panel", "monitor"] = "report"
    precedence: Precedence | None = None
    """Which value counts where a person and a machine give different ones."""
    tolerance: Share | None = None
    """By how much they may differ and still agree, as a share of the machine's value."""
    valid_for: Annotated[int, Field(ge=1, le=36_500)] | None = None
    """Days after the end of its period for which a machine's value counts."""
    may_not_apply: Truth = False
    not_measured: Literal["hold", "zero", "leave_out"] = "hold"
    advice: tuple[Advice, ...] = ()
    status: Status | None = None
    source: str | None = None
    note: Text | None = None
    weight: Weight | None = None
    direction: Direction | None = None
    denominator: str | None = None
    goalposts: Range | None = None
    target: Value | None = None
    treat: tuple[TreatmentName, ...] | None = None
    normalise: Normalise | None = None
    aggregate: AggregationName | None = None


class View(Definition):
    """A named set of nodes, which may share nodes with other views."""

    code: Annotated[str, Field(pattern=CODE)]
    title: Text
    nodes: Annotated[tuple[str, ...], Field(min_length=1)]


class Need(Definition):
    """That enough of the nodes have reached a band of their own table."""

    nodes: Annotated[tuple[str, ...], Field(min_length=1)]
    band: str
    count: Annotated[int, Field(ge=1)]


class Band(Definition):
    """A named range from its lower bound up, and what else it asks for."""

    code: Annotated[str, Field(pattern=CODE)]
    title: Text
    start: Annotated[Value, Field(alias="from")]
    bound: Literal["closed", "open"] = "closed"
    needs: tuple[Need, ...] = ()


class BandTable(Definition):
    """The bands of some nodes, on their value or on their points; the highest holds."""

    nodes: Annotated[tuple[str, ...], Field(min_length=1)] = (ROOT_CODE,)
    measure: Literal["value", "points"] = "value"
    bands: Annotated[tuple[Band, ...], Field(min_length=1)]


class Framework(Definition):
    """One version of one index."""

    opendti: FormatNumber
    id: Annotated[str, Field(pattern=IDENTIFIER)]
    version: Annotated[str, Field(pattern=CODE)]
    title: Text
    short_title: Text | None = None
    description: Text | None = None
    status: Status
    source: str | None = None
    complete: Truth = True
    missing: Text | None = None
    legal: tuple[LegalBasis, ...] = ()
    sources: dict[str, Source] = {}
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
    blocks: tuple[Block, ...] = ()
    declared: tuple[Declared, ...] = ()
    rounding: Rounding = Rounding()
    ranking: RankingRule = RankingRule()
    explain_change: Share | None = None
    """By how much a number may differ from last year's, as a share of it, without a comment."""
    parameters: dict[str, Parameter] = {}
    nodes: Annotated[tuple[Node, ...], Field(min_length=1)]
    views: tuple[View, ...] = ()
    bands: tuple[BandTable, ...] = ()
    composite: Composite | None = None

    @property
    def identity(self) -> str:
        """Return `id@version`, the name that everything else uses."""
        return f"{self.id}@{self.version}"

    @property
    def block_codes(self) -> tuple[str, ...]:
        """Return the codes of the blocks, `all` where the file names none."""
        return tuple(block.code for block in self.blocks) or (EVERY_BLOCK,)


def precedence_of(node: Node) -> Precedence:
    """Return which value counts: as written, else the unit's where it reports, and the machine's elsewhere."""
    if node.precedence is not None:
        return node.precedence
    return "typed" if node.collected_from == "report" else "machine"


WEAKER = ("official", "adapted", "illustrative")
"""Statuses from the strongest claim to the weakest."""


@dataclass(frozen=True, slots=True)
class NodePosition:
    """A node and its position: how deep, under what, and where in the file."""

    node: Node
    depth: int
    parent: Node | None
    path: tuple[str | int, ...]


def walk(framework: Framework) -> Iterator[NodePosition]:
    """Yield every node in the order of the file, parents first."""
    yield from _walk(framework.nodes, 0, None, ())


def _walk(
    nodes: tuple[Node, ...],
    depth: int,
    parent: Node | None,
    path: tuple[str | int, ...],
) -> Iterator[NodePosition]:
    for index, node in enumerate(nodes):
        here = (*path, "nodes", index)
        yield NodePosition(node, depth, parent, here)
        yield from _walk(node.nodes, depth + 1, node, here)


def weakest_status(framework: Framework) -> Status:
    """Return the weakest status that any criterion has: what the whole may claim."""
    found = [
        position.node.status or framework.status
        for position in walk(framework)
        if position.node.rule is not None
    ]
    return max([*found, framework.status], key=WEAKER.index)


def level_of(framework: Framework, position: NodePosition) -> str:
    """Return a node's level: as written, else by depth; a leaf's is the last."""
    if position.node.level is not None:
        return position.node.level
    last = len(framework.levels) - 1
    return framework.levels[
        last if not position.node.nodes else min(position.depth, last)
    ].code


def points_in(node: Node, block: str) -> float | None:
    """Return a criterion's points in a block, None where it does not exist there."""
    if not node.nodes and (node.rule is None or not node.rule.gives_points):
        return 0.0
    if isinstance(node.points, dict):
        return node.points.get(block)
    return node.points


Node.model_rebuild()
