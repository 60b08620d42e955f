"""A draft of a crosswalk, for a person to go through."""

from __future__ import annotations

import json
from collections.abc import Mapping

from opendti.framework.crosswalk import CrosswalkDefinition, CrosswalkEntry, Portion
from opendti.framework.matching import match_nearly, nodes_by_code
from opendti.framework.model import Framework, Node, points_in
from opendti.framework.parameters import resolve_parameters
from opendti.framework.words import rule_in_words


def propose_crosswalk(before: Framework, after: Framework) -> CrosswalkDefinition:
    """
    Draft a crosswalk from equal codes and similar titles.

    Parameters
    ----------
    before, after
        The earlier and the later version.

    Returns
    -------
    Crosswalk
        Without faults. `same` are criteria whose title, points and rule are equal, in
        every block; each entry waits for a person (`confirm: true`).
    """
    old_nodes, new_nodes = _criteria(before), _criteria(after)
    matched = match_nearly(old_nodes, new_nodes)
    entries = [
        _pair(
            code,
            matched[code],
            _is_same(before, after, old_nodes[code], new_nodes[matched[code]]),
        )
        if code in matched
        else CrosswalkEntry(dropped=code, confirm=True)
        for code in old_nodes
    ]
    found = set(matched.values())
    entries += [
        CrosswalkEntry(new=code, confirm=True)
        for code in new_nodes
        if code not in found
    ]
    return CrosswalkDefinition(
        crosswalk=1,
        source=before.identity,
        target=after.identity,
        entries=tuple(entries),
    )


def _criteria(framework: Framework) -> dict[str, Node]:
    nodes = nodes_by_code(framework)
    return {code: node for code, node in nodes.items() if not node.nodes}


def _pair(code: str, other: str, is_same: bool) -> CrosswalkEntry:  # noqa: FBT001 -- private, told by name
    return CrosswalkEntry(
        source=(Portion(node=code, weight=1.0),),
        target=(Portion(node=other, weight=1.0),),
        kind="same" if is_same else "changed",
        confirm=True,
    )


def _is_same(before: Framework, after: Framework, old: Node, new: Node) -> bool:
    blocks = {*before.block_codes, *after.block_codes}
    return (
        old.title.vi == new.title.vi
        and all(points_in(old, block) == points_in(new, block) for block in blocks)
        and _words(before, old) == _words(after, new)
    )


def _words(framework: Framework, node: Node) -> tuple[str, Mapping[str, object] | None]:
    """Return a rule as people read it; of those that words do not tell apart, all of it."""
    words = rule_in_words(node, resolve_parameters(framework).values).vi
    return words, node.rule.model_dump() if node.rule else None


def write_crosswalk(
    crosswalk: CrosswalkDefinition, before: Framework, after: Framework
) -> str:
    """Write a crosswalk as its file, with the titles beside the codes."""
    old_nodes, new_nodes = nodes_by_code(before), nodes_by_code(after)
    lines = [
        f"# {before.title.vi} → {after.title.vi}",
        "crosswalk: 1",
        f"from: {crosswalk.source}",
        f"to: {crosswalk.target}",
        "entries:",
    ]
    for entry in crosswalk.entries:
        lines += [f"  # {title}" for title in _titles(entry, old_nodes, new_nodes)]
        lines.append(f"  - {{{', '.join(_fields(entry))}}}")
    return "\n".join([*lines, ""])


def _titles(
    entry: CrosswalkEntry, old_nodes: dict[str, Node], new_nodes: dict[str, Node]
) -> list[str]:
    earlier = (
        [] if entry.new is not None else [old_nodes[code] for code, _ in entry.before]
    )
    later = (
        []
        if entry.dropped is not None
        else [new_nodes[code] for code, _ in entry.after]
    )
    titles = [" ".join(node.title.vi.split()) for node in (*earlier, *later)]
    return [" → ".join(dict.fromkeys(titles))]


def _fields(entry: CrosswalkEntry) -> list[str]:
    fields = []
    for key, lone, nodes in (
        ("dropped", entry.dropped, None),
        ("new", entry.new, None),
        ("from", None, entry.source),
        ("to", None, entry.target),
    ):
        if lone is not None:
            fields.append(f'{key}: "{lone}"')
        elif nodes is not None and len(nodes) == 1:
            fields.append(f'{key}: "{nodes[0].node}"')
        elif nodes is not None:
            parts = (
                f'{{node: "{portion.node}", weight: {portion.weight!r}}}'
                for portion in nodes
            )
            fields.append(f"{key}: [{', '.join(parts)}]")
    fields += [f"kind: {entry.kind}"] if entry.kind else []
    fields += ["confirm: true"] if entry.confirm else []
    # JSON's text in quotes is YAML's, whatever signs and lines it holds.
    fields += (
        [f"note: {json.dumps(entry.note, ensure_ascii=False)}"] if entry.note else []
    )
    return fields
