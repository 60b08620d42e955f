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
    return {spot.node.code: spot.node for spot in walk(framework)}


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
    one, two = nodes_by_code(before), nodes_by_code(after)
    matched = {
        code: code
        for code, node in one.items()
        if code in two and _is_alike(node, two[code])
    }
    earlier = _by_title(node for code, node in one.items() if code not in matched)
    taken = set(matched.values())
    later = _by_title(node for code, node in two.items() if code not in taken)
    matched |= {code: later[title] for title, code in earlier.items() if title in later}
    taken = set(matched.values())
    return matched | {
        code: code
        for code in one
        if code not in matched and code in two and code not in taken
    }


def _is_alike(one: Node, two: Node) -> bool:
    return one.title.vi == two.title.vi and bool(one.nodes) == bool(two.nodes)


def _by_title(nodes: Iterable[Node]) -> dict[tuple[str, bool], str]:
    """Return codes by titles that stand once; groups and criteria are kept apart."""
    found: dict[tuple[str, bool], list[str]] = {}
    for node in nodes:
        found.setdefault((node.title.vi, bool(node.nodes)), []).append(node.code)
    return {title: codes[0] for title, codes in found.items() if len(codes) == 1}


def match_nearly(one: dict[str, Node], two: dict[str, Node]) -> dict[str, str]:
    """
    Match criteria by code and by how alike their titles are, the most alike first.

    Parameters
    ----------
    one, two
        Criteria by code.
    """
    matched: dict[str, str] = {}
    alike: list[tuple[float, str, str]] = []
    for code, node in one.items():
        for other, candidate in two.items():
            least = AKIN if code == other else NEAR
            likeness = _likeness(node.title.vi, candidate.title.vi, least)
            if likeness >= least:
                # Of equally alike titles the one with the same code comes first.
                alike.append((-likeness - (code == other) * 0.25, code, other))
    taken: set[str] = set()
    for _, code, other in sorted(alike):
        if code not in matched and other not in taken:
            matched[code] = other
            taken.add(other)
    return matched


def _likeness(one: str, two: str, least: float) -> float:
    """Return how alike two texts are, 0 where a quick look rules it out."""
    if one == two:
        return 1.0
    matcher = difflib.SequenceMatcher(
        None, one.casefold(), two.casefold(), autojunk=False
    )
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
