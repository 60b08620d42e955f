"""How many nodes a framework has at each level, those it only counts included."""

from __future__ import annotations

from collections.abc import Iterator

from opendti.framework.model import (
    EVERY_BLOCK,
    Framework,
    Node,
    NodePosition,
    level_of,
    points_in,
    walk,
)

__all__ = ["count_nodes", "exists", "is_under"]


def count_nodes(
    framework: Framework, level: str, block: str = EVERY_BLOCK, under: str | None = None
) -> int:
    """
    Count the nodes of a level in a block, below one node or in the whole.

    Where a source counts components or criteria that it never lists, the node that
    holds them says so in `unpublished`, and they count too.

    Parameters
    ----------
    framework
        The framework.
    level
        The code of a level.
    block
        The code of a block.
    under
        The code of a node; it is not counted itself.
    """
    return sum(_counts(framework, level, block, under))


def _counts(
    framework: Framework, level: str, block: str, under: str | None
) -> Iterator[int]:
    for position in walk(framework):
        if not exists(position.node, block):
            continue
        is_inside = is_under(position, under, framework)
        if is_inside and level_of(framework, position) == level:
            yield 1
        if is_inside or position.node.code == under:
            yield _unpublished(position.node, level, block)


def _unpublished(node: Node, level: str, block: str) -> int:
    count = node.unpublished.get(level, 0)
    return count.get(block, 0) if isinstance(count, dict) else count


def exists(node: Node, block: str) -> bool:
    """Recognise a node that a block has."""
    if node.nodes:
        return any(exists(child, block) for child in node.nodes)
    return points_in(node, block) is not None


def is_under(position: NodePosition, code: str | None, framework: Framework) -> bool:
    """Recognise a node that lies below another; every node lies below none."""
    if code is None:
        return True
    nodes: tuple[Node, ...] = framework.nodes
    for key in position.path[1:-2:2]:
        node = nodes[int(key)]
        if node.code == code:
            return True
        nodes = node.nodes
    return False
