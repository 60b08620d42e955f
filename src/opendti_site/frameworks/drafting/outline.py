"""The tree beside the form: every node with its number of faults and open notices."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from opendti.definitions import Text
from opendti_site.frameworks.drafting.faults import DraftFault
from opendti_site.frameworks.drafting.head_fields import PAGES, page_of
from opendti_site.frameworks.drafting.tree import (
    Data,
    NodePath,
    children_of,
    format_path,
)
from opendti_site.frameworks.drafting.values import plain_text
from opendti_site.frameworks.enums import SURE
from opendti_site.ui.language import translated

NO_TITLE = "…"


@dataclass(frozen=True, slots=True)
class OutlineNode:
    """A node in the tree beside the form."""

    address: str
    code: str
    title: str
    faults: int
    doubts: int
    is_current: bool
    is_open: bool
    children: tuple[OutlineNode, ...]


@dataclass(frozen=True, slots=True)
class HeadLink:
    """A page of the head beside the form."""

    page: str
    title: str | Promise
    faults: int
    is_current: bool


@dataclass(frozen=True, slots=True)
class EditorOutline:
    """The navigation at the left of every page of the editor."""

    heads: tuple[HeadLink, ...]
    nodes: tuple[OutlineNode, ...]
    faults: int

    def doubtful(self) -> list[OutlineNode]:
        """Return the nodes with notices that a person must look at."""
        return [node for node in _walk(self.nodes) if node.doubts]

    def next_doubtful(self, address: str) -> OutlineNode | None:
        """Return the next doubtful node after an address; after the last one, the first."""
        order = [node.address for node in _walk(self.nodes)]
        here = order.index(address) if address in order else -1
        found = self.doubtful()
        after = (node for node in found if order.index(node.address) > here)
        return next(after, found[0] if found else None)


def _walk(nodes: tuple[OutlineNode, ...]) -> Iterator[OutlineNode]:
    for node in nodes:
        yield node
        yield from _walk(node.children)


def outline_of(
    document: Data,
    faults: Sequence[DraftFault],
    notices: list[dict[str, Any]],
    *,
    path: NodePath = (),
    page: str = "",
) -> EditorOutline:
    """Return the tree and the pages of the head, the present one marked."""
    at_nodes = Counter(fault.path for fault in faults if fault.path)
    at_heads = Counter(
        page_of(fault.name.split(".")[0]) for fault in faults if not fault.path
    )
    doubts = Counter(
        str(notice["code"])
        for notice in notices
        if notice["code"] and notice["level"] != SURE
    )
    heads = tuple(
        HeadLink(key, title, at_heads[key], key == page)
        for key, (title, _sections) in PAGES.items()
    )
    nodes = _nodes(document, (), _OutlineMarks(at_nodes, doubts, path))
    return EditorOutline(heads, nodes, len(faults))


@dataclass(frozen=True, slots=True)
class _OutlineMarks:
    faults: Counter[NodePath]
    doubts: Counter[str]
    current: NodePath


def _nodes(
    data: Data, parent: NodePath, marks: _OutlineMarks
) -> tuple[OutlineNode, ...]:
    found = []
    for index, node in enumerate(children_of(data)):
        path = (*parent, index)
        children = _nodes(node, path, marks)
        code = plain_text(node.get("code"))
        found.append(
            OutlineNode(
                format_path(path),
                code,
                title_of(node),
                marks.faults[path],
                marks.doubts[code],
                path == marks.current,
                marks.current[: len(path)] == path,
                children,
            )
        )
    return tuple(found)


def title_of(part: Data) -> str:
    """Return the title of a part of the document in the reader's language."""
    title = part.get("title")
    words = title if isinstance(title, dict) else {"vi": title}
    text = Text(vi=plain_text(words.get("vi")), en=plain_text(words.get("en")))
    return translated(text) or NO_TITLE
