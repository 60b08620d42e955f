"""The tree of a draft: places, what stands there, moving, adding, taking away."""

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
Place = tuple[int, ...]
STAYS = frozenset({"code", "title", "level", "status", "source", "note"})
"""What a criterion keeps when it becomes a group; the rest goes to its first child."""
DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Standing:
    """A node of a draft with its place."""

    place: Place
    node: Data

    @property
    def address(self) -> str:
        """Return the place as it stands in a link."""
        return write_place(self.place)


def write_place(place: Place) -> str:
    """Write a place: the third child of the first node is `0.2`."""
    return ".".join(str(part) for part in place)


def read_place(text: str) -> Place:
    """Read a place; nonsense is the empty place, where no node stands."""
    parts = text.split(".")
    is_place = all(part.isdecimal() and len(part) < 6 for part in parts)  # noqa: PLR2004 -- digits
    return tuple(int(part) for part in parts) if is_place else ()


def children_of(data: Data) -> list[Data]:
    """Return the nodes directly below a node or the whole document."""
    found = data.get("nodes")
    return found if isinstance(found, list) else []


def node_at(document: Data, place: Place) -> Data | None:
    """Return the node at a place, None where there is none."""
    here = document
    for part in place:
        children = children_of(here)
        if part >= len(children):
            return None
        here = children[part]
    return here if place else None


def standing_nodes(document: Data, above: Place = ()) -> Iterator[Standing]:
    """Yield every node in the order of the file, parents first."""
    for part, node in enumerate(children_of(document)):
        yield Standing((*above, part), node)
        yield from standing_nodes(node, (*above, part))


def find_node(document: Data, place: Place, code: str) -> Place | None:
    """Find a node again: at its place, or where its code went."""
    here = node_at(document, place)
    if here is not None and here.get("code") == code:
        return place
    return next(
        (one.place for one in standing_nodes(document) if one.node.get("code") == code),
        None,
    )


def own_part(node: Data) -> Data:
    """Return what a node says of itself, without the nodes below it."""
    return {key: value for key, value in node.items() if key != "nodes"}


def digest_of(part: Any) -> str:
    """Return a short digest by which a change of a part is noticed."""
    text = json.dumps(part, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def add_node(document: Data, place: Place, *, inside: bool, fresh: Data) -> Place:
    """Put a new node below a place, or after it; at the empty place, at the end."""
    if not place or inside:
        parent = node_at(document, place) or document
        if place and not children_of(parent):
            _become_group(parent, fresh)
        siblings = _children_to_change(parent)
        siblings.append(fresh)
        where = (*place, len(siblings) - 1)
    else:
        siblings = _children_to_change(_parent(document, place))
        siblings.insert(place[-1] + 1, fresh)
        where = (*place[:-1], place[-1] + 1)
    fresh["code"] = next_code(document, where)
    return where


def _become_group(node: Data, child: Data) -> None:
    """Hand what belongs to a criterion down, so that nothing is lost."""
    moving = [key for key in node if key not in STAYS and key != "nodes"]
    for key in moving:
        child[key] = node.pop(key)


def next_code(document: Data, place: Place) -> str:
    """Return a code that is free: the parent's, a dot, the next number."""
    taken = {one.node.get("code") for one in standing_nodes(document)}
    parent = node_at(document, place[:-1])
    stem = f"{parent.get('code', '')}." if parent else ""
    number = place[-1] + 1
    while f"{stem}{number}" in taken:
        number += 1
    return f"{stem}{number}"


def remove_node(document: Data, place: Place) -> Data:
    """Take a node out with all below it."""
    parent = _parent(document, place)
    taken: Data = _children_to_change(parent).pop(place[-1])
    if not parent["nodes"] and len(place) > 1:
        del parent["nodes"]
    return taken


def move_node(document: Data, place: Place, way: str) -> Place:
    """Move a node up, down, under the sibling above (`in`), or out beside its parent."""
    return {"up": _up, "down": _down, "in": _indent, "out": _outdent}[way](
        document, place
    )


def _up(document: Data, place: Place) -> Place:
    siblings, part = _children_to_change(_parent(document, place)), place[-1]
    if part == 0:
        raise ActionRefusedError(MOVES_REFUSED["up"])
    siblings[part - 1], siblings[part] = siblings[part], siblings[part - 1]
    return (*place[:-1], part - 1)


def _down(document: Data, place: Place) -> Place:
    siblings, part = _children_to_change(_parent(document, place)), place[-1]
    if part + 1 >= len(siblings):
        raise ActionRefusedError(MOVES_REFUSED["down"])
    siblings[part], siblings[part + 1] = siblings[part + 1], siblings[part]
    return (*place[:-1], part + 1)


def _indent(document: Data, place: Place) -> Place:
    siblings, part = _children_to_change(_parent(document, place)), place[-1]
    if part == 0 or len(place) >= DEEPEST:
        raise ActionRefusedError(MOVES_REFUSED["in"])
    above = siblings[part - 1]
    if not children_of(above):
        raise ActionRefusedError(MOVES_REFUSED["into_criterion"])
    above["nodes"].append(siblings.pop(part))
    return (*place[:-1], part - 1, len(above["nodes"]) - 1)


def _outdent(document: Data, place: Place) -> Place:
    if len(place) < 2:  # noqa: PLR2004 -- at the top already
        raise ActionRefusedError(MOVES_REFUSED["out"])
    moved = remove_node(document, place)
    siblings = _children_to_change(_parent(document, place[:-1]))
    siblings.insert(place[-2] + 1, moved)
    return (*place[:-2], place[-2] + 1)


def _parent(document: Data, place: Place) -> Data:
    return node_at(document, place[:-1]) or document


def _children_to_change(parent: Data) -> list[Data]:
    nodes: list[Data] = parent.setdefault("nodes", [])
    return nodes


def copy_of(document: Data) -> Data:
    """Return a document that may be changed."""
    return deepcopy(document)


def count_nodes(data: Data) -> int:
    """Return how many nodes stand below a node."""
    return sum(1 + count_nodes(child) for child in children_of(data))
