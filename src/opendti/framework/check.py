"""
What a framework must satisfy beyond its shape.

`check` returns every finding, each with its path in the file. The order of the
functions below is the order in which a person would look.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.framework.check_bands import band_findings
from opendti.framework.check_composite import composite_findings
from opendti.framework.check_declared import declared_findings
from opendti.framework.check_rules import rule_findings
from opendti.framework.finding import FrameworkFinding
from opendti.framework.model import Framework, Node, NodePosition, walk
from opendti.framework.parameters import Parameters, resolve_parameters
from opendti.naming import ROOT_CODE
from opendti.rules.entries import repeated

__all__ = ["FrameworkFinding", "check"]


def check(framework: Framework) -> tuple[FrameworkFinding, ...]:
    """Return everything that is wrong with a framework of the right shape."""
    parameters = resolve_parameters(framework)
    positions = tuple(walk(framework))
    return (
        *_codes(framework, positions),
        *_references(framework, positions),
        *_parameter_findings(parameters),
        *(finding for position in positions for finding in _node(framework, position)),
        *(
            finding
            for position in positions
            for finding in rule_findings(framework, position, parameters)
        ),
        *_views(framework),
        *band_findings(framework, positions),
        *declared_findings(framework, positions),
        *composite_findings(framework, positions),
    )


def _codes(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    seen: dict[str, NodePosition] = {}
    for position in positions:
        code = position.node.code
        if code == ROOT_CODE:
            fault = Fault("reserved_code", {"code": ROOT_CODE})
            yield FrameworkFinding((*position.path, "code"), fault, code)
        # The later node is named, and stays in `seen`: of three equal codes two are named.
        if code in seen:
            fault = Fault("code_twice", {"code": code})
            yield FrameworkFinding((*position.path, "code"), fault, code)
        seen[code] = position
    for kind in ("blocks", "levels", "views"):
        for code in repeated(part.code for part in getattr(framework, kind)):
            fault = Fault("code_twice_in", {"code": code, "section": kind})
            yield FrameworkFinding((kind,), fault)
    for index, view in enumerate(framework.views):
        # Nodes and views are columns of one table of scores, so their codes share one namespace.
        if view.code in seen or view.code == ROOT_CODE:
            fault = Fault("view_code_of_node", {"code": view.code})
            yield FrameworkFinding(("views", index, "code"), fault)


def _references(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    levels = {level.code for level in framework.levels}
    for position in positions:
        node = position.node
        if node.source is not None and node.source not in framework.sources:
            fault = Fault("no_source", {"source": node.source})
            yield FrameworkFinding((*position.path, "source"), fault, node.code)
        if node.level is not None and node.level not in levels:
            fault = Fault("no_level", {"level": node.level})
            yield FrameworkFinding((*position.path, "level"), fault, node.code)
    if framework.source is not None and framework.source not in framework.sources:
        yield FrameworkFinding(
            ("source",), Fault("no_source", {"source": framework.source})
        )
    # An incomplete framework has to say what is missing, since its maximum is not the index's.
    if not framework.complete and framework.missing is None:
        yield FrameworkFinding(("complete",), Fault("missing_unsaid"))


def _parameter_findings(parameters: Parameters) -> Iterator[FrameworkFinding]:
    for name, faults in parameters.faults.items():
        for fault in faults:
            # Faults of a formula always have both.
            within = cast("tuple[int, int]", (fault.line, fault.column))
            yield FrameworkFinding(("parameters", name), fault, within=within)


def _node(framework: Framework, position: NodePosition) -> Iterator[FrameworkFinding]:
    node = position.node
    # A leaf of a composite index may have no rule: its number is the item itself.
    is_bare = framework.composite is not None and not node.nodes
    if bool(node.nodes) == (node.rule is not None) and not is_bare:
        yield FrameworkFinding(position.path, Fault("nodes_or_rule"), node.code)
    if node.nodes and node.points is not None:
        yield FrameworkFinding(
            (*position.path, "points"), Fault("points_of_group"), node.code
        )
    yield from _unpublished(framework, position)
    yield from _precedence(position)
    if node.rule is not None:
        yield from _points(framework, position)
        for code in repeated(item.code for item in node.items):
            fault = Fault("item_twice", {"code": code})
            yield FrameworkFinding((*position.path, "items"), fault, node.code)


def _precedence(position: NodePosition) -> Iterator[FrameworkFinding]:
    """Find settings about a machine's values that say nothing where they stand."""
    node = position.node
    if node.nodes:
        for name in ("precedence", "tolerance", "valid_for"):
            if getattr(node, name) is not None:
                fault = Fault("arrival_of_group", {"setting": name})
                yield FrameworkFinding((*position.path, name), fault, node.code)
        return
    if node.precedence == "agree" and node.tolerance is None:
        path = (*position.path, "precedence")
        yield FrameworkFinding(path, Fault("tolerance_missing"), node.code)
    if node.tolerance is not None and node.precedence != "agree":
        path = (*position.path, "tolerance")
        yield FrameworkFinding(path, Fault("tolerance_unused"), node.code)


def _unpublished(
    framework: Framework, position: NodePosition
) -> Iterator[FrameworkFinding]:
    levels = {level.code for level in framework.levels}
    for level, count in position.node.unpublished.items():
        path = (*position.path, "unpublished", level)
        if level not in levels:
            yield FrameworkFinding(
                path, Fault("no_level", {"level": level}), position.node.code
            )
        unknown = (
            set(count) - set(framework.block_codes) if isinstance(count, dict) else ()
        )
        for block in sorted(unknown):
            fault = Fault("no_block", {"block": block})
            yield FrameworkFinding((*path, block), fault, position.node.code)


def _points(framework: Framework, position: NodePosition) -> Iterator[FrameworkFinding]:
    node, path = position.node, (*position.path, "points")
    rule = node.rule
    is_unscored = rule is not None and not rule.gives_points
    if rule is not None and is_unscored and node.points not in {None, 0.0}:
        fault = Fault("rule_without_points", {"kind": rule.kind})
        yield FrameworkFinding(path, fault, node.code)
    if not is_unscored and node.points is None:
        yield FrameworkFinding(position.path, Fault("points_missing"), node.code)
    if isinstance(node.points, dict):
        for block in node.points.keys() - set(framework.block_codes):
            params = {"block": block, "expected": framework.block_codes}
            yield FrameworkFinding((*path, block), Fault("no_block", params), node.code)
        if not node.points:
            yield FrameworkFinding(path, Fault("points_of_no_block"), node.code)


def _views(framework: Framework) -> Iterator[FrameworkFinding]:
    below = {
        position.node.code: _codes_below(position.node) for position in walk(framework)
    }
    for index, view in enumerate(framework.views):
        for number, code in enumerate(view.nodes):
            path: Path = ("views", index, "nodes", number)
            if code not in below:
                yield FrameworkFinding(
                    path, Fault("no_node", {"code": code}), view.code
                )
            # A view adds up its nodes: one that lies below another would count twice.
            elif any(code in below.get(other, ()) for other in view.nodes):
                fault = Fault("view_counts_below", {"code": code})
                yield FrameworkFinding(path, fault, view.code)
        for code in repeated(view.nodes):
            fault = Fault("view_counts_twice", {"code": code})
            yield FrameworkFinding(("views", index, "nodes"), fault, view.code)


def _codes_below(node: Node) -> frozenset[str]:
    inner = (_codes_below(child) | {child.code} for child in node.nodes)
    return frozenset[str]().union(*inner)
