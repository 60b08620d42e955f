"""
An exported file read back: its embedded definition, and what was edited in its table.

The table wins row by row, and the rows left alone keep their definition.
"""

from __future__ import annotations

from typing import Any

from opendti.annex.drafting import Data, DraftResult, Naming, draft_framework
from opendti.annex.export import written_pages
from opendti.annex.notice import Notice, notice_of
from opendti.annex.reading.lines import FileContents, digest_of
from opendti.annex.table.entries import AnnexEntry, AnnexTable, read_tables
from opendti.annex.writing.layout import lay_out
from opendti.errors import FrameworkError
from opendti.framework import Framework, parse_framework
from opendti.framework.model import walk
from opendti.framework.writing import framework_data


def embedded_framework(
    pages: FileContents, kind: str
) -> tuple[Framework | None, list[Notice]]:
    """
    Return the framework that a file carries, and what a person must know of it.

    Without a notice the table is that of the definition: written anew, the definition
    gives the very lines that a reader sees. Its digest alone proves nothing, since who
    changes the definition leaves the table and its digest as they are.
    """
    if pages.embedded is None:
        return None, []
    try:
        framework = parse_framework(pages.embedded.definition)
    except FrameworkError:
        vi = "định nghĩa kèm trong tệp không còn dùng được; chỉ đọc bảng"
        en = "the definition embedded in the file is of no use any more; only the table is read"
        return None, [notice_of("guess", None, "file", vi, en)]
    seen = digest_of(pages.lines)
    if seen != pages.embedded.digest:
        vi = "bảng đã được sửa sau khi xuất; dòng nào sửa thì lấy theo bảng"
        en = "the table was edited after the export; edited rows are taken from the table"
        return framework, [notice_of("guess", None, "file", vi, en)]
    if seen != digest_of(written_pages(lay_out(framework), kind).lines):
        vi = "định nghĩa kèm trong tệp không phải của bảng này; dòng nào khác thì lấy theo bảng"
        en = "the definition embedded in the file is not that of the table; rows that differ are taken from the table"
        return framework, [notice_of("guess", None, "file", vi, en)]
    return framework, []


def merge_edits(
    framework: Framework, table: AnnexTable, naming: Naming, kind: str
) -> DraftResult:
    """Take edited rows from the table, and everything else from the definition."""
    before = _exported_table(framework, kind)
    drafted = draft_framework(table, naming)
    old = {position.node.code: position.node for position in walk(framework)}
    same = _unchanged(before, table) & old.keys()
    data = framework_data(framework)
    kept = {code: _node_data(old[code]) for code in same}
    nodes = [
        _merged(node, kept, drafted.data["source"]) for node in drafted.data["nodes"]
    ]
    result: Data = {
        **data,
        "nodes": nodes,
        "declared": drafted.data.get("declared", []),
    }
    result |= {"id": naming.id, "version": naming.version}
    result["sources"] = {**data.get("sources", {}), **drafted.data["sources"]}
    if before.heading != table.heading:
        result["title"] = drafted.data["title"]
    _drop_lost(result, nodes)
    notices = [notice for notice in drafted.notices if notice.code not in same]
    return DraftResult(
        {key: value for key, value in result.items() if value != []}, notices
    )


def _exported_table(framework: Framework, kind: str) -> AnnexTable:
    pages = written_pages(lay_out(framework), kind)
    return next(table for table in read_tables(pages.lines) if table.entries)


def _unchanged(before: AnnexTable, after: AnnexTable) -> set[str]:
    shown = {entry.code: _visible_parts(entry) for entry in before.entries}
    return {
        entry.code
        for entry in after.entries
        if shown.get(entry.code) == _visible_parts(entry)
    }


def _visible_parts(entry: AnnexEntry) -> tuple[Any, ...]:
    return (entry.title, tuple(entry.points), tuple(sorted(entry.texts.items())))


def _node_data(node: Any) -> Data:
    data: Data = node.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    data.pop("nodes", None)
    return data


def _merged(node: Data, kept: dict[str, Data], source: str) -> Data:
    """Return a node with the definition it had, if its row is as it was."""
    below = [_merged(child, kept, source) for child in node.get("nodes", ())]
    old = kept.get(node["code"])
    was_group = old is not None and "rule" not in old
    if old is None or was_group != bool(below):
        found = {**node, "status": "adapted", "source": source}
    else:
        found = dict(old)
    if below:
        found["nodes"] = below
    return found


def _drop_lost(result: Data, nodes: list[Data]) -> None:
    """Leave out views of nodes that the edited table has no more."""
    codes = set(_codes(nodes))
    views = [
        view for view in result.get("views", ()) if codes.issuperset(view["nodes"])
    ]
    if "views" in result:
        result["views"] = views


def _codes(nodes: list[Data]) -> list[str]:
    found = []
    for node in nodes:
        found += [node["code"], *_codes(node.get("nodes", []))]
    return found
