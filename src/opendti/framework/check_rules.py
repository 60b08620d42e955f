"""What a criterion's rule must satisfy: names, types, divisions, options, sums."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from opendti.errors import Fault, FormulaError
from opendti.formula import check_formula, read_formula
from opendti.framework.finding import FrameworkFinding
from opendti.framework.formulas import formulas_of, names_of
from opendti.framework.items import choices_of, items_of
from opendti.framework.model import Framework, Item, Node, NodePosition, points_in
from opendti.framework.parameters import Parameters
from opendti.numeric.ranges import BOUNDED_TYPES, TYPE_RANGES
from opendti.rules import FormulaField, inner_rules

RESERVED = frozenset({"max"})


def rule_findings(
    framework: Framework, position: NodePosition, parameters: Parameters
) -> Iterator[FrameworkFinding]:
    """Yield what is wrong with one criterion's rule, items and checks."""
    node = position.node
    if node.nodes:
        return
    yield from _items(framework, position)
    for field in formulas_of(node):
        yield from _formula(framework, position, field, parameters)
    if node.rule is not None:
        points = [points_in(node, block) for block in framework.block_codes]
        lowest = min((share for share in points if share is not None), default=0.0)
        for path, fault in node.rule.faults(lowest, ("rule",)):
            yield FrameworkFinding((*position.path, *path), fault, node.code)


def _items(framework: Framework, position: NodePosition) -> Iterator[FrameworkFinding]:
    node, rule = position.node, position.node.rule
    if rule is not None and rule.needs_items and not node.items:
        yield FrameworkFinding(position.path, Fault("ratio_without_items"), node.code)
    for index, item in enumerate(items_of(node)):
        path = (*position.path, "items", index)
        if item.code in RESERVED | framework.parameters.keys():
            fault = Fault("item_named_as_number", {"code": item.code})
            yield FrameworkFinding(path, fault, node.code)
        for fault in _bounds(item):
            yield FrameworkFinding(path, fault, node.code)
        is_listed = item.code in choices_of(node)
        if item.type == "choice" and not is_listed and not item.options:
            fault = Fault("options_missing", {"code": item.code})
            yield FrameworkFinding(path, fault, node.code)
        if item.options and (is_listed or item.type != "choice"):
            yield FrameworkFinding(
                (*path, "options"), Fault("options_needless"), node.code
            )
    for fault in (*_items_missing(node), *_never(node)):
        yield FrameworkFinding((*position.path, "rule"), fault, node.code)


def _bounds(item: Item) -> Iterator[Fault]:
    """Yield what is wrong with `min` and `max`: they narrow the range of the type."""
    declared = [bound for bound in (item.min, item.max) if bound is not None]
    kind = item.type or "number"
    if declared and kind not in BOUNDED_TYPES:
        yield Fault("item_bounds_needless", {"code": item.code})
        return
    if item.min is not None and item.max is not None and item.min > item.max:
        yield Fault("item_bounds", {"minimum": item.min, "maximum": item.max})
        return
    # Wider ones would be read by nobody: the type's range holds in forms and tables all the same.
    for bound in declared:
        lowest, highest = TYPE_RANGES[kind]
        if not lowest <= bound <= highest:
            params = {"found": bound, "lowest": lowest, "highest": highest}
            yield Fault("item_bound_beyond_type", {"noun": kind, **params})


def _never(node: Node) -> Iterator[Fault]:
    """Yield what lies beyond everything that an item can be."""
    limits = {
        item.code: 1.0 if item.max is None and item.type == "share" else item.max
        for item in items_of(node)
    }
    highest = {code: limit for code, limit in limits.items() if limit is not None}
    for _, rule in inner_rules(node.rule) if node.rule else ():
        yield from rule.item_faults(highest)


def _items_missing(node: Node) -> Iterator[Fault]:
    types = {item.code: item.type for item in items_of(node)}
    rules = inner_rules(node.rule) if node.rule else ()
    named = {code for _, rule in rules for code in rule.named_items()}
    for code in sorted(named - types.keys()):
        yield Fault("no_item", {"code": code})
    for code in choices_of(node).keys() & types.keys():
        if types[code] != "choice":
            yield Fault("choice_of_other_type", {"code": code})


def _formula(
    framework: Framework,
    position: NodePosition,
    field: FormulaField,
    parameters: Parameters,
) -> Iterator[FrameworkFinding]:
    # A faulty parameter is a fault of its own already; its name is known all the same.
    values = {name: parameters.values.get(name) for name in framework.parameters}
    names = names_of(position.node, values)
    try:
        tree = read_formula(field.text)
        faults = check_formula(tree, field.text, names, field.gives)
    except FormulaError as error:
        faults = error.faults
    path = (*position.path, *field.path)
    for fault in faults:
        # Faults of a formula always have both.
        within = cast("tuple[int, int]", (fault.line, fault.column))
        yield FrameworkFinding(path, fault, position.node.code, within)
