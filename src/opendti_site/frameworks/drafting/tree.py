"""The tree of a draft as plain data: paths of nodes, reading, adding, moving, removing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.drafting.words import MOVES_REFUSED

Data = dict[str, Any]
NodePath = tuple[int, ...]
"""Where a node is: the index of its ancestor at each level, then its own."""
KEPT_BY_GROUP = frozenset({"code", "title", "level", "status", "source", "note"})
"""Keys that a criterion keeps when it becomes a group; the others move to its first child."""
MAX_DEPTH = 12


@dataclass(frozen=True, slots=True)
class DraftNode:
    """A node of a draft with its path."""

    path: NodePath
    node: Data

    @property
    def address(self) -> str:
        """Return the path as it is written in an address."""
        return format_path(self.path)


def format_path(path: NodePath) -> str:
    """Write a path: the third child of the first node is `0.2`."""
    return ".".join(str(index) for index in path)


def parse_path(text: str) -> NodePath:
    """Parse `0.2`; what is no path becomes the empty one, at which there is no node."""
    indexes = text.split(".")
    is_path = all(index.isdecimal() and len(index) < 6 for index in indexes)  # noqa: PLR2004 -- digits
    return tuple(int(index) for index in indexes) if is_path else ()


def children_of(data: Data) -> list[Data]:
    """Return the nodes directly below a node or the whole document."""
    found = data.get("nodes")
    return found if isinstance(found, list) else []


def node_at(document: Data, path: NodePath) -> Data | None:
    """Return the node at a path, None where there is none."""
    here = document
    for index in path:
        children = children_of(here)
        if index >= len(children):
            return None
        here = children[index]
    return here if path else None


def walk_nodes(document: Data, above: NodePath = ()) -> Iterator[DraftNode]:
    """Yield every node in the order of the file, parents first."""
    for index, node in enumerate(children_of(document)):
        yield DraftNode((*above, index), node)
        yield from walk_nodes(node, (*above, index))


def find_node(document: Data, path: NodePath, code: str) -> NodePath | None:
    """Return a node's path now: the given one, or where the node with that code moved to."""
    here = node_at(document, path)
    # Somebody may have moved nodes since the page was opened; the code says which one was
    # meant.
    if here is not None and here.get("code") == code:
        return path
    return next(
        (
            found.path
            for found in walk_nodes(document)
            if found.node.get("code") == code
        ),
        None,
    )


def own_part(node: Data) -> Data:
    """Return a node without the nodes below it."""
    return {key: value for key, value in node.items() if key != "nodes"}


def digest_of(part: Any) -> str:
    """Return 16 hex digits of the digest of a part, to detect a change by another editor."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def add_node(document: Data, path: NodePath, *, inside: bool, fresh: Data) -> NodePath:
    """Insert a node as the last child of a path or as its next sibling; return its path.

    The empty path appends to the top level.
    """
    if not path or inside:
        parent = node_at(document, path) or document
        if path and not children_of(parent):
            _become_group(parent, fresh)
        siblings = _children_to_change(parent)
        siblings.append(fresh)
        added = (*path, len(siblings) - 1)
    else:
        siblings = _children_to_change(_parent(document, path))
        siblings.insert(path[-1] + 1, fresh)
        added = (*path[:-1], path[-1] + 1)
    fresh["code"] = next_code(document, added)
    return added


def _become_group(node: Data, child: Data) -> None:
    """Move the keys of a criterion to its first child."""
    # A criterion that gets children hands its rule and points to the first: nothing is lost by
    # one click.
    moving = [key for key in node if key not in KEPT_BY_GROUP and key != "nodes"]
    for key in moving:
        child[key] = node.pop(key)


def next_code(document: Data, path: NodePath) -> str:
    """Return an unused code: the parent's, a dot, the next number."""
    taken = {found.node.get("code") for found in walk_nodes(document)}
    parent = node_at(document, path[:-1])
    stem = f"{parent.get('code', '')}." if parent else ""
    number = path[-1] + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def remove_node(document: Data, path: NodePath) -> Data:
    """Remove a node with everything below it and return it."""
    parent = _parent(document, path)
    removed: Data = _children_to_change(parent).pop(path[-1])
    if not parent["nodes"] and len(path) > 1:
        del parent["nodes"]
    return removed


def move_node(document: Data, path: NodePath, way: str) -> NodePath:
    """Move a node up, down, under the sibling above (`in`), or out beside its parent."""
    return {"up": _up, "down": _down, "in": _indent, "out": _outdent}[way](
        document, path
    )


def _up(document: Data, path: NodePath) -> NodePath:
    siblings, index = _children_to_change(_parent(document, path)), path[-1]
    if index == 0:
        raise ActionRefusedError(MOVES_REFUSED["up"])
    siblings[index - 1], siblings[index] = siblings[index], siblings[index - 1]
    return (*path[:-1], index - 1)


def _down(document: Data, path: NodePath) -> NodePath:
    siblings, index = _children_to_change(_parent(document, path)), path[-1]
    if index + 1 >= len(siblings):
        raise ActionRefusedError(MOVES_REFUSED["down"])
    siblings[index], siblings[index + 1] = siblings[index + 1], siblings[index]
    return (*path[:-1], index + 1)


def _indent(document: Data, path: NodePath) -> NodePath:
    siblings, index = _children_to_change(_parent(document, path)), path[-1]
    if index == 0 or len(path) >= MAX_DEPTH:
        raise ActionRefusedError(MOVES_REFUSED["in"])
    above = siblings[index - 1]
    if not children_of(above):
        raise ActionRefusedError(MOVES_REFUSED["into_criterion"])
    above["nodes"].append(siblings.pop(index))
    return (*path[:-1], index - 1, len(above["nodes"]) - 1)


def _outdent(document: Data, path: NodePath) -> NodePath:
    if len(path) < 2:  # noqa: PLR2004 -- at the top already
        raise ActionRefusedError(MOVES_REFUSED["out"])
    moved = remove_node(document, path)
    siblings = _children_to_change(_parent(document, path[:-1]))
    siblings.insert(path[-2] + 1, moved)
    return (*path[:-2], path[-2] + 1)


def _parent(document: Data, path: NodePath) -> Data:
    return node_at(document, path[:-1]) or document


def _children_to_change(parent: Data) -> list[Data]:
    nodes: list[Data] = parent.setdefault("nodes", [])
    return nodes


def copy_of(document: Data) -> Data:
    """Return a deep copy, which may be changed."""
    return deepcopy(document)


def count_nodes(data: Data) -> int:
    """Return how many nodes there are below a node."""
    return sum(1 + count_nodes(child) for child in children_of(data))
