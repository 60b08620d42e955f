"""
What changed from one version of a framework to the next, in words people read.

Nodes are paired by code and title, so that a node that was renumbered is reported as
moved, not as one removed and one added.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from opendti.definitions import Text
from opendti.framework.diff_texts import entries_by_key, evidence_text, text_of
from opendti.framework.items import items_of
from opendti.framework.matching import match_exactly, nodes_by_code
from opendti.framework.model import (
    Framework,
    Item,
    Node,
    NodePosition,
    level_of,
    points_in,
    walk,
)
from opendti.framework.parameters import resolve_parameters
from opendti.framework.words import rule_in_words
from opendti.naming import ROOT_CODE

ChangeKind = Literal[
    "framework",
    "added",
    "removed",
    "moved",
    "points",
    "rule",
    "text",
    "items",
    "checks",
    "evidence",
    "setting",
]
_TEXTS = ("title", "guidance", "note", "verified_by", "advice")
_TOLD_APART = frozenset({
    *_TEXTS, "code", "nodes", "level", "points", "rule", "items", "checks", "evidence",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """
    One thing that changed.

    `node` is the code in the later version, in the earlier one for what was removed,
    and None where the change is of the whole framework. `what` names the field, the
    block or the item. `before` and `after` are None where there was nothing.
    """

    kind: ChangeKind
    node: str | None
    what: str
    before: Text | None
    after: Text | None


def diff(before: Framework, after: Framework) -> tuple[Change, ...]:
    """
    List everything that changed from one framework to another.

    Parameters
    ----------
    before, after
        The earlier and the later version.

    Returns
    -------
    tuple of Change
        The whole framework's first, then node by node in the later version's order,
        and what was removed last. Empty where nothing but the layout differs.
    """
    matched = match_exactly(before, after)
    return (
        *_of_framework(before, after),
        *_of_nodes(before, after, {new: old for old, new in matched.items()}),
        *_removed(before, matched),
    )


def _of_framework(before: Framework, after: Framework) -> Iterator[Change]:
    for name in type(before).model_fields:
        if name != "nodes":
            old, new = (entries_by_key(getattr(side, name)) for side in (before, after))
            yield from _keyed("framework", None, name, old, new)


def _keyed(
    kind: ChangeKind,
    node: str | None,
    name: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
) -> Iterator[Change]:
    """Compare two collections key by key; a plain field has the one key ""."""
    for key in dict.fromkeys((*old, *new)):
        if old.get(key) != new.get(key):
            what = f"{name}.{key}" if key else name
            yield Change(kind, node, what, text_of(old.get(key)), text_of(new.get(key)))
    # Equal dictionaries may differ in order, which `==` does not see.
    if old != new or list(old) == list(new):
        return
    orders = (text_of(", ".join(side)) for side in (old, new))
    yield Change(kind, node, f"{name} (order)", *orders)


def _of_nodes(
    before: Framework, after: Framework, partner: Mapping[str, str]
) -> Iterator[Change]:
    earlier = {position.node.code: position for position in walk(before)}
    strayed = _strayed(before, after, partner)
    for position in walk(after):
        code = position.node.code
        if code not in partner:
            yield Change("added", code, "", None, position.node.title)
            continue
        old = earlier[partner[code]]
        yield from _moved(before, after, old, position, partner)
        if code in strayed:
            yield Change("moved", code, "order", None, None)
        yield from _of_node(before, after, old.node, position.node)


def _moved(
    before: Framework,
    after: Framework,
    old: NodePosition,
    new: NodePosition,
    partner: Mapping[str, str],
) -> Iterator[Change]:
    code = new.node.code
    if old.node.code != code:
        yield Change("moved", code, "code", text_of(old.node.code), text_of(code))
    above = [
        position.parent.code if position.parent else None for position in (old, new)
    ]
    # Compared by the partner: a parent that was only renumbered has not moved its children.
    if above[0] != (partner.get(above[1]) if above[1] else None):
        yield Change(
            "moved", code, "parent", *(text_of(code or ROOT_CODE) for code in above)
        )
    levels = level_of(before, old), level_of(after, new)
    if levels[0] != levels[1]:
        yield Change("setting", code, "level", *(text_of(code) for code in levels))


def _strayed(
    before: Framework, after: Framework, partner: Mapping[str, str]
) -> frozenset[str]:
    """Return nodes that stay under their parent and swap positions with a sibling."""
    earlier, later = _children(before), _children(after)
    strayed: set[str] = set()
    for parent, codes in later.items():
        old = earlier.get(partner.get(parent, "") if parent else "", [])
        kept = [code for code in codes if partner.get(code) in old]
        partners = {partner[code] for code in kept}
        order = [code for code in old if code in partners]
        # The longest common order stays; only what is outside it was moved. Otherwise one node
        # moved to the front would name all its siblings.
        matcher = difflib.SequenceMatcher(
            None, order, [partner[code] for code in kept], autojunk=False
        )
        steady = {
            index
            for match in matcher.get_matching_blocks()
            for index in range(match.b, match.b + match.size)
        }
        strayed |= {code for index, code in enumerate(kept) if index not in steady}
    return frozenset(strayed)


def _children(framework: Framework) -> dict[str, list[str]]:
    """Return the codes under each node, those at the top under an empty code."""
    found: dict[str, list[str]] = {}
    for position in walk(framework):
        found.setdefault(position.parent.code if position.parent else "", []).append(
            position.node.code
        )
    return found


def _removed(before: Framework, matched: Mapping[str, str]) -> Iterator[Change]:
    for code, node in nodes_by_code(before).items():
        if code not in matched:
            yield Change("removed", code, "", node.title, None)


def _of_node(
    before: Framework, after: Framework, old: Node, new: Node
) -> Iterator[Change]:
    code = new.code
    yield from _points(before, after, old, new)
    yield from _rule(before, after, old, new)
    for name in _TEXTS:
        sides = (entries_by_key(getattr(node, name)) for node in (old, new))
        yield from _keyed("text", code, name, *sides)
    # An item that no file names has its criterion's title, which is compared already.
    has_titles = bool(old.items or new.items)
    items = (_items_by_code(node, has_titles=has_titles) for node in (old, new))
    yield from _items(code, *items)
    checks = (
        {check.formula: check.message for check in node.checks} for node in (old, new)
    )
    yield from _keyed("checks", code, "checks", *checks)
    if old.evidence != new.evidence:
        yield Change(
            "evidence", code, "evidence", evidence_text(old), evidence_text(new)
        )
    for name in type(old).model_fields:
        if name not in _TOLD_APART:
            sides = (entries_by_key(getattr(node, name)) for node in (old, new))
            yield from _keyed("setting", code, name, *sides)


def _points(
    before: Framework, after: Framework, old: Node, new: Node
) -> Iterator[Change]:
    for block in dict.fromkeys((*before.block_codes, *after.block_codes)):
        earlier, later = points_in(old, block), points_in(new, block)
        # The points of a group are the sum of its leaves': naming them too would list one change
        # at every level.
        if earlier != later and not (old.nodes and new.nodes):
            yield Change("points", new.code, block, text_of(earlier), text_of(later))


def _rule(
    before: Framework, after: Framework, old: Node, new: Node
) -> Iterator[Change]:
    earlier, later = _in_words(before, old), _in_words(after, new)
    if earlier == later and old.rule != new.rule:
        # Words that do not tell two rules apart would hide the change.
        earlier, later = text_of(old.rule), text_of(new.rule)
    if earlier != later:
        yield Change("rule", new.code, "rule", earlier, later)


def _in_words(framework: Framework, node: Node) -> Text | None:
    if node.rule is None:
        return None
    return rule_in_words(node, resolve_parameters(framework).values)


def _items_by_code(node: Node, *, has_titles: bool) -> dict[str, Item]:
    items = items_of(node)
    if not has_titles:
        items = tuple(item.model_copy(update={"title": None}) for item in items)
    return {item.code: item for item in items}


def _items(
    code: str, earlier: Mapping[str, Item], later: Mapping[str, Item]
) -> Iterator[Change]:
    for item in dict.fromkeys((*earlier, *later)):
        old, new = earlier.get(item), later.get(item)
        if old is None or new is None:
            titles = (text_of(side.title) if side else None for side in (old, new))
            yield Change("items", code, item, *titles)
            continue
        for name in type(old).model_fields:
            values = [getattr(side, name) for side in (old, new)]
            if values[0] != values[1]:
                texts = (text_of(value) for value in values)
                yield Change("items", code, f"{item}.{name}", *texts)
    if earlier.keys() == later.keys() and list(earlier) != list(later):
        orders = (text_of(", ".join(side)) for side in (earlier, later))
        yield Change("items", code, "order", *orders)


def count_kinds(changes: Iterable[Change]) -> dict[ChangeKind, int]:
    """Count changes by kind, in the order of the kinds."""
    counts: dict[ChangeKind, int] = {}
    for change in changes:
        counts[change.kind] = counts.get(change.kind, 0) + 1
    return counts
