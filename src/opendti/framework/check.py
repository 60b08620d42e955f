"""
What a framework must satisfy beyond its shape.

`check` returns every finding, each with its path in the file. The order of the
functions below is the order in which a person would look.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import cast

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.framework.check_composite import composite_findings
from opendti.framework.check_rules import rule_findings
from opendti.framework.counts import count_nodes, is_under
from opendti.framework.finding import FrameworkFinding
from opendti.framework.model import (
    EVERY_BLOCK,
    ROOT,
    BandTable,
    Declared,
    Framework,
    Node,
    NodePosition,
    points_in,
    walk,
)
from opendti.framework.parameters import Parameters, resolve_parameters

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
        *_bands(framework, positions),
        *_declarations(framework, positions),
        *composite_findings(framework, positions),
    )


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def _codes(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    seen: dict[str, NodePosition] = {}
    for position in positions:
        code = position.node.code
        if code == ROOT:
            fault = Fault("reserved_code", {"code": ROOT})
            yield FrameworkFinding((*position.path, "code"), fault, code)
        if code in seen:
            fault = Fault("code_twice", {"code": code})
            yield FrameworkFinding((*position.path, "code"), fault, code)
        seen[code] = position
    for kind in ("blocks", "levels", "views"):
        for code in _twice(part.code for part in getattr(framework, kind)):
            fault = Fault("code_twice_in", {"code": code, "section": kind})
            yield FrameworkFinding((kind,), fault)
    for index, view in enumerate(framework.views):
        if view.code in seen or view.code == ROOT:
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
    is_bare = framework.composite is not None and not node.nodes
    if bool(node.nodes) == (node.rule is not None) and not is_bare:
        yield FrameworkFinding(position.path, Fault("nodes_or_rule"), node.code)
    if node.nodes and node.points is not None:
        yield FrameworkFinding(
            (*position.path, "points"), Fault("points_of_group"), node.code
        )
    yield from _unpublished(framework, position)
    if node.rule is not None:
        yield from _points(framework, position)
        for code in _twice(item.code for item in node.items):
            fault = Fault("item_twice", {"code": code})
            yield FrameworkFinding((*position.path, "items"), fault, node.code)


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
            elif any(code in below.get(other, ()) for other in view.nodes):
                fault = Fault("view_counts_below", {"code": code})
                yield FrameworkFinding(path, fault, view.code)
        for code in _twice(view.nodes):
            fault = Fault("view_counts_twice", {"code": code})
            yield FrameworkFinding(("views", index, "nodes"), fault, view.code)


def _codes_below(node: Node) -> frozenset[str]:
    inner = (_codes_below(child) | {child.code} for child in node.nodes)
    return frozenset[str]().union(*inner)


def _bands(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    nodes = {position.node.code for position in positions} | {
        view.code for view in framework.views
    }
    table_of: dict[str, int] = {}
    for index, table in enumerate(framework.bands):
        path: Path = ("bands", index)
        for code in table.nodes:
            if code not in nodes | {ROOT}:
                yield FrameworkFinding(
                    (*path, "nodes"), Fault("no_node", {"code": code})
                )
            if code in table_of:
                yield FrameworkFinding(
                    (*path, "nodes"), Fault("bands_already", {"code": code})
                )
        yield from _needs(framework, table, table_of, path)
        for code in _twice(band.code for band in table.bands):
            yield FrameworkFinding(path, Fault("band_twice", {"code": code}))
        starts = Counter((band.start, band.bound) for band in table.bands)
        for (start, _bound), count in starts.items():
            if count > 1:
                yield FrameworkFinding(
                    path, Fault("band_starts_twice", {"start": start})
                )
        table_of |= dict.fromkeys(table.nodes, index)


def _needs(
    framework: Framework, table: BandTable, table_of: dict[str, int], path: Path
) -> Iterator[FrameworkFinding]:
    """Yield the needs that speak of a node without bands, or of an unknown band."""
    codes = {
        code: {band.code for band in framework.bands[index].bands}
        for code, index in table_of.items()
    }
    needs = [
        (index, need) for index, band in enumerate(table.bands) for need in band.needs
    ]
    for index, need in needs:
        here = (*path, "bands", index, "needs")
        for code in need.nodes:
            if code not in codes:
                yield FrameworkFinding(here, Fault("no_bands_above", {"code": code}))
            elif need.band not in codes[code]:
                fault = Fault("no_band", {"code": code, "band": need.band})
                yield FrameworkFinding(here, fault)
        if need.count > len(need.nodes):
            params = {"count": need.count, "found": len(need.nodes)}
            yield FrameworkFinding(here, Fault("need_of_too_many", params))


def _declarations(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    for index, declared in enumerate(framework.declared):
        path: Path = ("declared", index)
        unknown = _unknown_names(framework, declared, positions)
        yield from (FrameworkFinding(path, fault) for fault in unknown)
        if not unknown:
            yield from _compared(framework, declared, positions, path)


def _unknown_names(
    framework: Framework, declared: Declared, positions: tuple[NodePosition, ...]
) -> list[Fault]:
    faults = []
    if declared.block not in {None, *framework.block_codes}:
        faults.append(Fault("no_block", {"block": declared.block}))
    if declared.level not in {None, *(level.code for level in framework.levels)}:
        faults.append(Fault("no_level", {"level": declared.level}))
    if declared.under not in {None, *(position.node.code for position in positions)}:
        faults.append(Fault("no_node", {"code": declared.under}))
    if declared.count is None and declared.points is None:
        faults.append(Fault("declared_nothing"))
    return faults


def _compared(
    framework: Framework,
    declared: Declared,
    positions: tuple[NodePosition, ...],
    path: Path,
) -> Iterator[FrameworkFinding]:
    blocks = [declared.block] if declared.block else list(framework.block_codes)
    for block in blocks:
        in_block = {} if block == EVERY_BLOCK else {"block": block}
        under = {"under": declared.under} if declared.under else {}
        if declared.count is not None:
            level = declared.level or framework.levels[-1].code
            found = count_nodes(framework, level, block, declared.under)
            if found != declared.count:
                sizes = {"declared": declared.count, "level": level, "found": found}
                fault = Fault("declared_count", {**sizes, **under, **in_block})
                yield FrameworkFinding((*path, "count"), fault)
        if declared.points is not None:
            total = math.fsum(
                points_in(position.node, block) or 0.0
                for position in positions
                if _is_on_scale(position.node)
                and is_under(position, declared.under, framework)
            )
            if not math.isclose(total, declared.points, abs_tol=1e-9):
                sums = {"declared": declared.points, "found": total}
                fault = Fault("declared_points", {**sums, **under, **in_block})
                yield FrameworkFinding((*path, "points"), fault)


def _is_on_scale(node: Node) -> bool:
    """Recognise a criterion whose points belong to the maximum; a bonus's do not."""
    return node.rule is not None and node.rule.sign == 0
