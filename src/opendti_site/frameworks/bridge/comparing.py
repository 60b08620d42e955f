"""Two versions side by side: what changed, node by node."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from opendti.definitions import Text
from opendti.framework import Change, Framework, diff
from opendti.framework.diff import count_kinds
from opendti.framework.matching import nodes_by_code
from opendti.numeric.text import format_number
from opendti_site.frameworks.bridge.drafts import framework_of
from opendti_site.ui.language import reader_language, translated

DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change: its kind, what it is of, and both sides."""

    kind: str
    what: str
    title: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ChangedNode:
    """All changes of one node; of the whole framework the code is empty."""

    code: str
    title: str
    kind: str
    lines: tuple[ChangeLine, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of one version in another."""

    nodes: tuple[ChangedNode, ...]
    counts: tuple[tuple[str, int], ...]


def compare_texts(before: str, after: str) -> Comparison:
    """Compare two framework files that have no faults."""
    old, new = framework_of(before), framework_of(after)
    changes = diff(old, new)
    titles = {
        code: _words(node.title)
        for side in (old, new)
        for code, node in nodes_by_code(side).items()
    }
    blocks = {
        block.code: _words(block.title) for side in (old, new) for block in side.blocks
    }
    groups = groupby(changes, key=lambda change: (change.node, _change_label(change)))
    nodes = tuple(
        _changed(code or "", kind, titles, blocks, list(found))
        for (code, kind), found in groups
    )
    return Comparison(nodes, tuple(count_kinds(changes).items()))


def _change_label(change: Change) -> str:
    return change.kind if change.kind in {"added", "removed"} else "changed"


def _changed(
    code: str,
    kind: str,
    titles: dict[str, str],
    blocks: dict[str, str],
    changes: Iterable[Change],
) -> ChangedNode:
    lines = tuple(
        ChangeLine(
            change.kind,
            change.what,
            blocks.get(change.what, "") if change.kind == "points" else "",
            _words(change.before),
            _words(change.after),
        )
        for change in changes
        if kind in {change.kind, "changed"}
    )
    return ChangedNode(code, titles.get(code, ""), kind, lines)


def titles_of(framework: Framework) -> dict[str, str]:
    """Return the titles of a framework's nodes by code."""
    return {code: _words(node.title) for code, node in nodes_by_code(framework).items()}


def _words(text: Text | None) -> str:
    """Return a text in the reader's language, data in it as a row of words."""
    words = translated(text)
    if not words.startswith(("{", "[")):
        return words
    try:
        return " · ".join(_parts(json.loads(words), reader_language()))
    except ValueError:
        return words


def _parts(value: Any, language: str) -> Iterator[str]:
    if isinstance(value, dict) and value.keys() <= {"vi", "en"}:
        yield str(value.get(language) or value.get("vi") or "")
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _parts(part, language)
    elif isinstance(value, float):
        yield format_number(value, 6, language, trim=True)
    else:
        yield DAY.sub(r"\3/\2/\1", str(value))
