"""What a composite index must satisfy: its steps, its leaves and their scales."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from opendti.errors import Fault
from opendti.framework.composite import (
    Composite,
    Normalise,
)
from opendti.framework.finding import FrameworkFinding
from opendti.framework.items import items_of
from opendti.framework.model import Framework, Item, Node, NodePosition, level_of
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.naming import ROOT_CODE
from opendti.rules import BaseRule, inner_rules

ONLY_HERE = (
    "weight",
    "direction",
    "denominator",
    "goalposts",
    "target",
    "treat",
    "normalise",
    "aggregate",
)
"""Fields of a node that say nothing outside a composite index."""
OF_LEAVES = ("denominator", "goalposts", "target", "treat", "normalise")
LAST = "last"
"""The item that holds the last number known before."""
NUMBERS = frozenset({"count", "number", "share", "yes_no"})


def composite_findings(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    """Yield what is wrong with a composite index, or with a node that is in none."""
    # A framework of points is checked elsewhere; here only that it names no key of an index.
    if framework.composite is None:
        yield from _keys_of_other_methods(positions)
        if framework.ranking.compare == "exact":
            fault = Fault("needs_composite", {"key": "exact"})
            yield FrameworkFinding(("ranking", "compare"), fault)
        return
    checker = _Checker(framework, framework.composite, positions)
    yield from checker.steps()
    yield from checker.tree()
    for position in positions:
        if position.node.nodes:
            yield from checker.group(position)
        else:
            yield from checker.leaf(position)


def is_indicator(node: Node) -> bool:
    """Return whether a leaf is part of the index, not only shown beside it."""
    return not node.nodes and (node.rule is None or node.rule.gives_points)


def counts(node: Node) -> bool:
    """Return whether anything in a node is part of the index."""
    return is_indicator(node) or any(counts(child) for child in node.nodes)


def _compares(node: Node, rule: BaseRule) -> bool:
    """Recognise a criterion that looks at other units before anything is normalised."""
    # BEST is taken over the answers: in an index, units are compared by the normalisation alone.
    has_best = any("BEST" in check.formula.upper() for check in node.checks)
    return has_best or any(inner.compares for _, inner in inner_rules(rule))


def _keys_of_other_methods(
    positions: Iterable[NodePosition],
) -> Iterator[FrameworkFinding]:
    for position in positions:
        for key in ONLY_HERE:
            if getattr(position.node, key) is not None:
                fault = Fault("needs_composite", {"key": key})
                yield FrameworkFinding((*position.path, key), fault, position.node.code)


@dataclass(frozen=True, slots=True)
class _Checker:
    framework: Framework
    composite: Composite
    positions: tuple[NodePosition, ...]

    def items(self) -> dict[str, Item]:
        """Return the items by every address they have."""
        found: dict[str, Item] = {}
        for position in self.positions:
            items = items_of(position.node)
            found |= {f"{position.node.code}.{item.code}": item for item in items}
            # A criterion with one item is addressed by its own code too, as in tables of answers.
            if len(items) == 1:
                found[position.node.code] = items[0]
        return found

    def steps(self) -> Iterator[FrameworkFinding]:
        """Check the sections that name items and levels."""
        impute = self.composite.impute
        if impute is not None:
            yield from self._impute(impute.method, impute.group)
        levels = {ROOT_CODE, *(level.code for level in self.framework.levels)}
        for code in self.composite.aggregate.levels.keys() - levels:
            path = ("composite", "aggregate", "levels", code)
            yield FrameworkFinding(path, Fault("no_level", {"level": code}))
        yield from self._scale(self.composite.normalise, ("composite", "normalise"))

    def _impute(self, method: str, group: str | None) -> Iterator[FrameworkFinding]:
        path = ("composite", "impute")
        needs_group = IMPUTATIONS[method].needs_group
        if needs_group and group is None:
            yield FrameworkFinding(
                path, Fault("impute_without_group", {"method": method})
            )
        if group is not None and not needs_group:
            yield FrameworkFinding(path, Fault("impute_with_group", {"method": method}))
        if needs_group and group is not None:
            item = self.items().get(group)
            if item is None or item.type != "choice":
                fault = Fault("no_item_of_choice", {"code": group})
                yield FrameworkFinding((*path, "group"), fault)
        if IMPUTATIONS[method].needs_last and not any(
            item.code == LAST
            for position in self.positions
            for item in items_of(position.node)
        ):
            yield FrameworkFinding(path, Fault("no_item_of_last", {"code": LAST}))

    def _scale(
        self, scale: Normalise, path: tuple[str | int, ...]
    ) -> Iterator[FrameworkFinding]:
        needs_reference = NORMALISATIONS[scale.method].needs_reference
        if needs_reference != (scale.reference is not None):
            yield FrameworkFinding(path, Fault("reference_unit"))

    def tree(self) -> Iterator[FrameworkFinding]:
        """Check that there is something to add up, at every branching."""
        tops = self.framework.nodes
        if not any(counts(node) for node in tops):
            yield FrameworkFinding(("nodes",), Fault("index_empty"))
        # The root has no entry of its own in the file, so it is checked before the groups.
        yield from self._weights(tops, ("nodes",), None)
        yield from self._positive(ROOT_CODE, ROOT_CODE, None, tops, ("nodes",))

    def group(self, position: NodePosition) -> Iterator[FrameworkFinding]:
        """Check an inner node."""
        node, path = position.node, position.path
        for key in OF_LEAVES:
            if getattr(node, key) is not None:
                fault = Fault("key_of_criterion", {"key": key})
                yield FrameworkFinding((*path, key), fault, node.code)
        yield from self._weights(node.nodes, path, node.code)
        level = level_of(self.framework, position)
        yield from self._positive(node.code, level, node.aggregate, node.nodes, path)

    def _weights(
        self, nodes: tuple[Node, ...], path: tuple[str | int, ...], code: str | None
    ) -> Iterator[FrameworkFinding]:
        parts = [node for node in nodes if counts(node)]
        # Weights are rescaled to add up to 1, which zeros cannot be.
        if parts and not any(node.weight != 0 for node in parts):
            yield FrameworkFinding(path, Fault("weights_of_zero"), code)

    def _positive(
        self,
        code: str,
        level: str,
        own: str | None,
        children: tuple[Node, ...],
        path: tuple[str | int, ...],
    ) -> Iterator[FrameworkFinding]:
        """Refuse a mean that needs values above 0 over a scale that holds 0."""
        section = self.composite.aggregate
        there = section.levels.get(level)
        method = own or (there.method if there and there.method else section.method)
        if AGGREGATIONS[method].over_zero is None:
            return
        for child in children:
            # One fault a group: the method is what has to change, not each of its children.
            if is_indicator(child) and not self._is_positive(child):
                params = {"method": method, "code": child.code}
                yield FrameworkFinding(path, Fault("mean_over_zero", params), code)
                return

    def _is_positive(self, leaf: Node) -> bool:
        scale = leaf.normalise or self.composite.normalise
        method = NORMALISATIONS[scale.method]
        return method.may_be_positive(scale.range.low, scale.mean)

    def leaf(self, position: NodePosition) -> Iterator[FrameworkFinding]:
        """Check a criterion: its items, its denominator, its scale."""
        node, path = position.node, position.path
        if node.aggregate is not None:
            fault = Fault("key_of_group", {"key": "aggregate"})
            yield FrameworkFinding((*path, "aggregate"), fault, node.code)
        if node.rule is not None and node.rule.gates_siblings:
            yield FrameworkFinding((*path, "rule"), Fault("composite_gate"), node.code)
        if not is_indicator(node):
            for key in ONLY_HERE:
                if getattr(node, key) is not None:
                    fault = Fault("key_of_shown", {"key": key})
                    yield FrameworkFinding((*path, key), fault, node.code)
            return
        if node.rule is None:
            yield from self._bare(position)
        elif node.rule.sign != 0 or _compares(node, node.rule):
            yield FrameworkFinding(
                (*path, "rule"), Fault("rule_not_normalised"), node.code
            )
        yield from self._denominator(position)
        yield from self._scaled(position)

    def _bare(self, position: NodePosition) -> Iterator[FrameworkFinding]:
        node = position.node
        # The item of the last known number belongs to the imputation.
        items = [item for item in items_of(node) if item.code != LAST]
        if len(items) != 1 or items[0].type not in NUMBERS:
            yield FrameworkFinding(
                position.path, Fault("one_item_of_number"), node.code
            )
        if node.points is not None:
            fault = Fault("points_without_rule")
            yield FrameworkFinding((*position.path, "points"), fault, node.code)

    def _denominator(self, position: NodePosition) -> Iterator[FrameworkFinding]:
        address = position.node.denominator
        if address is None:
            return
        item = self.items().get(address)
        if item is None or item.type not in NUMBERS:
            fault = Fault("no_item_of_number", {"code": address})
            yield FrameworkFinding(
                (*position.path, "denominator"), fault, position.node.code
            )

    def _scaled(self, position: NodePosition) -> Iterator[FrameworkFinding]:
        node, path = position.node, position.path
        if node.normalise is not None:
            yield from self._scale(node.normalise, (*path, "normalise"))
        scale = node.normalise or self.composite.normalise
        for key, fault in NORMALISATIONS[scale.method].missing_keys.items():
            if getattr(node, key) is None:
                yield FrameworkFinding(path, fault, node.code)
