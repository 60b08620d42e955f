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

from opendti.framework.check_composite import composite_findings
from opendti.framework.check_rules import rule_findings
from opendti.framework.counts import count_nodes, is_under
from opendti.framework.finding import Finding, Path
from opendti.framework.model import (
    EVERY_BLOCK,
    ROOT,
    UNSCORED,
    BandTable,
    Declared,
    Framework,
    Node,
    Spot,
    points_in,
    walk,
)
from opendti.framework.parameters import Parameters, resolve_parameters

__all__ = ["Finding", "check"]


def check(framework: Framework) -> tuple[Finding, ...]:
    """Return everything that is wrong with a framework of the right shape."""
    parameters = resolve_parameters(framework)
    spots = tuple(walk(framework))
    return (
        *_codes(framework, spots),
        *_references(framework, spots),
        *_parameter_findings(parameters),
        *(one for spot in spots for one in _node(framework, spot)),
        *(one for spot in spots for one in rule_findings(framework, spot, parameters)),
        *_views(framework),
        *_bands(framework, spots),
        *_declarations(framework, spots),
        *composite_findings(framework, spots),
    )


def _twice(codes: Iterable[str]) -> list[str]:
    return [code for code, count in Counter(codes).items() if count > 1]


def _codes(framework: Framework, spots: tuple[Spot, ...]) -> Iterator[Finding]:
    seen: dict[str, Spot] = {}
    for spot in spots:
        code = spot.node.code
        if code == ROOT:
            yield Finding(
                (*spot.path, "code"), f"`{ROOT}` is the code of the whole", code
            )
        if code in seen:
            yield Finding((*spot.path, "code"), f"the code {code} stands twice", code)
        seen[code] = spot
    for kind in ("blocks", "levels", "views"):
        for code in _twice(one.code for one in getattr(framework, kind)):
            yield Finding((kind,), f"the code {code} stands twice in {kind}")
    for place, view in enumerate(framework.views):
        if view.code in seen or view.code == ROOT:
            yield Finding(
                ("views", place, "code"), f"a node has the code {view.code} too"
            )


def _references(framework: Framework, spots: tuple[Spot, ...]) -> Iterator[Finding]:
    levels = {level.code for level in framework.levels}
    for spot in spots:
        node = spot.node
        if node.source is not None and node.source not in framework.sources:
            yield Finding((*spot.path, "source"), f"no source {node.source}", node.code)
        if node.level is not None and node.level not in levels:
            yield Finding((*spot.path, "level"), f"no level {node.level}", node.code)
    if framework.source is not None and framework.source not in framework.sources:
        yield Finding(("source",), f"no source {framework.source}")
    if not framework.complete and framework.missing is None:
        yield Finding(("complete",), "say in `missing` what was never published")


def _parameter_findings(parameters: Parameters) -> Iterator[Finding]:
    for name, faults in parameters.faults.items():
        for fault in faults:
            # Faults of a formula always have both.
            within = cast("tuple[int, int]", (fault.line, fault.column))
            yield Finding(("parameters", name), fault.message, within=within)


def _node(framework: Framework, spot: Spot) -> Iterator[Finding]:
    node = spot.node
    is_bare = framework.composite is not None and not node.nodes
    if bool(node.nodes) == (node.rule is not None) and not is_bare:
        message = "a node has either `nodes` or a `rule`"
        yield Finding(spot.path, message, node.code)
    if node.nodes and node.points is not None:
        message = "points belong to criteria; a group's are their sum (see `declared`)"
        yield Finding((*spot.path, "points"), message, node.code)
    yield from _unpublished(framework, spot)
    if node.rule is not None:
        yield from _points(framework, spot)
        for code in _twice(item.code for item in node.items):
            yield Finding(
                (*spot.path, "items"), f"the item {code} stands twice", node.code
            )


def _unpublished(framework: Framework, spot: Spot) -> Iterator[Finding]:
    levels = {level.code for level in framework.levels}
    for level, count in spot.node.unpublished.items():
        path = (*spot.path, "unpublished", level)
        if level not in levels:
            yield Finding(path, f"no level {level}", spot.node.code)
        unknown = (
            set(count) - set(framework.block_codes) if isinstance(count, dict) else ()
        )
        for block in sorted(unknown):
            yield Finding((*path, block), f"no block {block}", spot.node.code)


def _points(framework: Framework, spot: Spot) -> Iterator[Finding]:
    node, path = spot.node, (*spot.path, "points")
    kind = node.rule.kind if node.rule else ""
    is_shown = kind in UNSCORED
    if is_shown and node.points not in {None, 0.0}:
        yield Finding(path, f"a rule of kind {kind} has no points", node.code)
    if not is_shown and node.points is None:
        yield Finding(spot.path, "`points` is missing", node.code)
    if isinstance(node.points, dict):
        for block in node.points.keys() - set(framework.block_codes):
            listed = ", ".join(framework.block_codes)
            message = f"no block {block}; expected one of {listed}"
            yield Finding((*path, block), message, node.code)
        if not node.points:
            yield Finding(path, "points for at least one block", node.code)


def _views(framework: Framework) -> Iterator[Finding]:
    below = {spot.node.code: _codes_below(spot.node) for spot in walk(framework)}
    for place, view in enumerate(framework.views):
        for index, code in enumerate(view.nodes):
            path: Path = ("views", place, "nodes", index)
            if code not in below:
                yield Finding(path, f"no node {code}", view.code)
            elif any(code in below.get(other, ()) for other in view.nodes):
                yield Finding(
                    path,
                    f"{code} is counted twice: what holds it is here too",
                    view.code,
                )
        for code in _twice(view.nodes):
            yield Finding(
                ("views", place, "nodes"), f"{code} is counted twice", view.code
            )


def _codes_below(node: Node) -> frozenset[str]:
    inner = (_codes_below(child) | {child.code} for child in node.nodes)
    return frozenset[str]().union(*inner)


def _bands(framework: Framework, spots: tuple[Spot, ...]) -> Iterator[Finding]:
    nodes = {spot.node.code for spot in spots} | {view.code for view in framework.views}
    table_of: dict[str, int] = {}
    for place, table in enumerate(framework.bands):
        path: Path = ("bands", place)
        for code in table.nodes:
            if code not in nodes | {ROOT}:
                yield Finding((*path, "nodes"), f"no node {code}")
            if code in table_of:
                yield Finding((*path, "nodes"), f"{code} has bands already")
        yield from _needs(framework, table, table_of, path)
        for code in _twice(band.code for band in table.bands):
            yield Finding(path, f"the band {code} stands twice")
        for start in _twice(f"{band.start:g} {band.bound}" for band in table.bands):
            yield Finding(path, f"two bands start from {start.split()[0]}")
        table_of |= dict.fromkeys(table.nodes, place)


def _needs(
    framework: Framework, table: BandTable, table_of: dict[str, int], path: Path
) -> Iterator[Finding]:
    """Yield the needs that speak of a node without bands, or of an unknown band."""
    codes = {
        code: {band.code for band in framework.bands[place].bands}
        for code, place in table_of.items()
    }
    needs = [(n, need) for n, band in enumerate(table.bands) for need in band.needs]
    for place, need in needs:
        here = (*path, "bands", place, "needs")
        for code in need.nodes:
            if code not in codes:
                yield Finding(here, f"{code} has no bands in a table above")
            elif need.band not in codes[code]:
                yield Finding(here, f"{code} has no band {need.band}")
        if need.count > len(need.nodes):
            yield Finding(here, f"{need.count} of {len(need.nodes)} nodes")


def _declarations(framework: Framework, spots: tuple[Spot, ...]) -> Iterator[Finding]:
    for place, declared in enumerate(framework.declared):
        path: Path = ("declared", place)
        unknown = _unknown_words(framework, declared, spots)
        yield from (Finding(path, message) for message in unknown)
        if not unknown:
            yield from _compared(framework, declared, spots, path)


def _unknown_words(
    framework: Framework, declared: Declared, spots: tuple[Spot, ...]
) -> list[str]:
    messages = []
    if declared.block not in {None, *framework.block_codes}:
        messages.append(f"no block {declared.block}")
    if declared.level not in {None, *(level.code for level in framework.levels)}:
        messages.append(f"no level {declared.level}")
    if declared.under not in {None, *(spot.node.code for spot in spots)}:
        messages.append(f"no node {declared.under}")
    if declared.count is None and declared.points is None:
        messages.append("declare a `count` or `points`")
    return messages


def _compared(
    framework: Framework, declared: Declared, spots: tuple[Spot, ...], path: Path
) -> Iterator[Finding]:
    blocks = [declared.block] if declared.block else list(framework.block_codes)
    for block in blocks:
        where = "" if block == EVERY_BLOCK else f" in block {block}"
        under = f" under {declared.under}" if declared.under else ""
        if declared.count is not None:
            level = declared.level or framework.levels[-1].code
            found = count_nodes(framework, level, block, declared.under)
            if found != declared.count:
                message = f"declared {declared.count} {level}{under}{where}, the tree has {found}"
                yield Finding((*path, "count"), message)
        if declared.points is not None:
            total = math.fsum(
                points_in(spot.node, block) or 0.0
                for spot in spots
                if _is_on_scale(spot.node) and is_under(spot, declared.under, framework)
            )
            if not math.isclose(total, declared.points, abs_tol=1e-9):
                message = f"declared {declared.points:g} points{under}{where}, the tree has {total:g}"
                yield Finding((*path, "points"), message)


def _is_on_scale(node: Node) -> bool:
    """Tell a criterion whose points belong to the maximum; a bonus's do not."""
    return node.rule is not None and node.rule.kind not in {"bonus", "penalty"}
