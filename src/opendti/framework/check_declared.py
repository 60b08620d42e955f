"""What a framework declares of itself: counts and totals as its source states them."""

from __future__ import annotations

import math
from collections.abc import Iterator

from opendti.definitions import Path
from opendti.errors import Fault
from opendti.framework.counts import count_nodes, is_under
from opendti.framework.finding import FrameworkFinding
from opendti.framework.model import (
    EVERY_BLOCK,
    Declared,
    Framework,
    Node,
    NodePosition,
    points_in,
)
from opendti.numeric.tolerance import POINTS_TOLERANCE


def declared_findings(
    framework: Framework, positions: tuple[NodePosition, ...]
) -> Iterator[FrameworkFinding]:
    """Yield declarations that name nothing, or that the tree does not keep.

    They are copied from the source beside the criteria, so that a slip of the pen in one of
    hundreds of points is found: the sum of a group is printed, and nothing else would show it.
    """
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
            # Points are decimal fractions as printed: sums differ by round-off alone.
            if not math.isclose(
                total, declared.points, rel_tol=0, abs_tol=POINTS_TOLERANCE
            ):
                sums = {"declared": declared.points, "found": total}
                fault = Fault("declared_points", {**sums, **under, **in_block})
                yield FrameworkFinding((*path, "points"), fault)


def _is_on_scale(node: Node) -> bool:
    """Recognise a criterion whose points belong to the maximum; a bonus's do not."""
    return node.rule is not None and node.rule.sign == 0
