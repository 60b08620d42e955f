"""Which nodes of two versions are likely to be the same: by code and by title."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from opendti.framework.model import Framework, Node, walk

NEAR = 0.75
"""How alike two titles are whose codes differ."""
AKIN = 0.5
"""How alike two titles are whose codes are the same."""


def nodes_by_code(framework: Framework) -> dict[str, Node]:
    """Return every node by its code, in the order of the file."""
    return {position.node.code: position.node for position in walk(framework)}


def match_exactly(before: Framework, after: Framework) -> dict[str, str]:
    """
    Match nodes of two versions, so that every node has one partner at most.

    Returns
    -------
    dict
        From codes of the earlier version to codes of the later: first those with the
        same code and title, then those whose title stands once in both and whose code
        went elsewhere, then those with the same code.
    """
    old_nodes, new_nodes = nodes_by_code(before), nodes_by_code(after)
    matched = {
        code: code
        for code, node in old_nodes.items()
        if code in new_nodes and _is_alike(node, new_nodes[code])
    }
    earlier = _by_title(node for code, node in old_nodes.items() if code not in matched)
    taken = set(matched.values())
    later = _by_title(node for code, node in new_nodes.items() if code not in taken)
    matched |= {code: later[title] for title, code in earlier.items() if title in later}
    taken = set(matched.values())
    return matched | {
        code: code
        for code in old_nodes
        if code not in matched and code in new_nodes and code not in taken
    }


def _is_alike(old: Node, new: Node) -> bool:
    return old.title.vi == new.title.vi and bool(old.nodes) == bool(new.nodes)


def _by_title(nodes: Iterable[Node]) -> dict[tuple[str, bool], str]:
    """Return codes by titles that stand once; groups and criteria are kept apart."""
    found: dict[tuple[str, bool], list[str]] = {}
    for node in nodes:
        found.setdefault((node.title.vi, bool(node.nodes)), []).append(node.code)
    return {title: codes[0] for title, codes in found.items() if len(codes) == 1}


def match_nearly(
    old_nodes: dict[str, Node], new_nodes: dict[str, Node]
) -> dict[str, str]:
    """
    Match criteria by code and by how alike their titles are, the most alike first.

    Parameters
    ----------
    old_nodes, new_nodes
        Criteria by code.
    """
    matched: dict[str, str] = {}
    alike: list[tuple[float, str, str]] = []
    for code, node in old_nodes.items():
        for other, candidate in new_nodes.items():
            minimum = AKIN if code == other else NEAR
            likeness = _likeness(node.title.vi, candidate.title.vi, minimum)
            if likeness >= minimum:
                # Of equally alike titles the one with the same code comes first.
                alike.append((-likeness - (code == other) * 0.25, code, other))
    taken: set[str] = set()
    for _, code, other in sorted(alike):
        if code not in matched and other not in taken:
            matched[code] = other
            taken.add(other)
    return matched


def _likeness(old: str, new: str, minimum: float) -> float:
    """Return how alike two texts are, 0 where a quick look rules it out."""
    if old == new:
        return 1.0
    matcher = difflib.SequenceMatcher(
        None, old.casefold(), new.casefold(), autojunk=False
    )
    if matcher.real_quick_ratio() < minimum or matcher.quick_ratio() < minimum:
        return 0.0
    return matcher.ratio()
