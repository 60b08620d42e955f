"""
A framework out as a file, and its definition carried inside for the way back.

The digest of the visible table travels with the definition: if nobody edited the
table or the definition, reading the file gives the very framework; if somebody did, the
table wins row by row, and the rows left alone keep their definition.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from opendti.annex.drafting import Data, Drafted, Naming, draft_framework
from opendti.annex.notice import Notice, notice_of
from opendti.annex.reading.document import read_document
from opendti.annex.reading.lines import Carried, Pages, digest_of
from opendti.annex.reading.package import Package, open_package
from opendti.annex.reading.spreadsheet import read_spreadsheet
from opendti.annex.table.entries import AnnexTable, Entry, read_tables
from opendti.annex.writing.document import write_document
from opendti.annex.writing.layout import Layout, lay_out
from opendti.annex.writing.workbook import write_workbook
from opendti.errors import Fault, FrameworkError, UsageError, cannot_write
from opendti.framework import Framework, fingerprint, parse_framework
from opendti.framework.model import walk
from opendti.framework.writing import framework_data, write_framework, write_json

Kind = Literal["yaml", "json", "xlsx", "docx"]
KINDS: tuple[Kind, ...] = ("yaml", "json", "xlsx", "docx")
_WRITERS: dict[str, Callable[[Layout, Carried | None, str], bytes]] = {
    "xlsx": write_workbook,
    "docx": write_document,
}


def export_framework(
    framework: Framework, kind: str, created: dt.datetime | None = None
) -> bytes:
    """
    Write a framework as a file of a kind.

    Parameters
    ----------
    framework
        What to write.
    kind
        `yaml`, `json`, or the official annex as `xlsx` or `docx`.
    created
        What the properties of `xlsx` and `docx` give as the file's date, with a time
        zone; else now. The same framework and date give the same bytes.

    Returns
    -------
    bytes
        The file. Importing it gives the same fingerprint.

    Raises
    ------
    UsageError
        For another kind.
    """
    if kind == "yaml":
        return write_framework(framework).encode()
    if kind == "json":
        return write_json(framework).encode()
    if kind not in _WRITERS:
        raise UsageError(Fault("export_kind", {"kind": kind, "known": KINDS}))
    write, layout, print_ = _WRITERS[kind], lay_out(framework), fingerprint(framework)
    if created is not None:
        layout = replace(layout, created=created.astimezone(dt.UTC))
    seen = read_pages(open_package(f"annex.{kind}", write(layout, None, "")))
    carried = Carried(write_framework(framework), digest_of(seen.lines))
    return write(layout, carried, print_)


def save_framework(framework: Framework, path: str | Path) -> None:
    """Write a framework to a file; the file's ending says as what."""
    file = Path(path)
    content = export_framework(framework, file.suffix.lower().lstrip("."))
    try:
        file.write_bytes(content)
    except OSError as error:
        raise cannot_write(file, error) from None


def read_pages(package: Package) -> Pages:
    """Read a package by its kind."""
    reader = read_spreadsheet if package.kind == "xlsx" else read_document
    return reader(package)


def carried_framework(pages: Pages, kind: str) -> tuple[Framework | None, list[Notice]]:
    """
    Return the framework that a file carries, and what a person must know of it.

    Without a notice the table is that of the definition: written anew, the definition
    gives the very lines that a reader sees. Its digest alone proves nothing, since who
    changes the definition leaves the table and its digest as they are.
    """
    if pages.carried is None:
        return None, []
    try:
        framework = parse_framework(pages.carried.definition)
    except FrameworkError:
        vi = "định nghĩa kèm trong tệp không còn dùng được; chỉ đọc bảng"
        en = "the definition carried in the file is of no use any more; only the table is read"
        return None, [notice_of("guess", None, "file", vi, en)]
    seen = digest_of(pages.lines)
    if seen != pages.carried.digest:
        vi = "bảng đã được sửa sau khi xuất; dòng nào sửa thì lấy theo bảng"
        en = "the table was edited after the export; edited rows are taken from the table"
        return framework, [notice_of("guess", None, "file", vi, en)]
    if seen != digest_of(_exported_pages(framework, kind).lines):
        vi = "định nghĩa kèm trong tệp không phải của bảng này; dòng nào khác thì lấy theo bảng"
        en = "the definition carried in the file is not that of the table; rows that differ are taken from the table"
        return framework, [notice_of("guess", None, "file", vi, en)]
    return framework, []


def merge_edits(
    framework: Framework, table: AnnexTable, naming: Naming, kind: str
) -> Drafted:
    """Take edited rows from the table, and everything else from the definition."""
    before = _exported_table(framework, kind)
    drafted = draft_framework(table, naming)
    old = {spot.node.code: spot.node for spot in walk(framework)}
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
    return Drafted(
        {key: value for key, value in result.items() if value != []}, notices
    )


def _exported_table(framework: Framework, kind: str) -> AnnexTable:
    pages = _exported_pages(framework, kind)
    return next(table for table in read_tables(pages.lines) if table.entries)


def _exported_pages(framework: Framework, kind: str) -> Pages:
    """Write a framework as an annex, and read back what people see of it."""
    raw = _WRITERS[kind](lay_out(framework), None, "")
    return read_pages(open_package(f"annex.{kind}", raw))


def _unchanged(before: AnnexTable, after: AnnexTable) -> set[str]:
    shown = {entry.code: _shown(entry) for entry in before.entries}
    return {
        entry.code for entry in after.entries if shown.get(entry.code) == _shown(entry)
    }


def _shown(entry: Entry) -> tuple[Any, ...]:
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


__all__ = [
    "KINDS",
    "carried_framework",
    "export_framework",
    "merge_edits",
    "read_pages",
    "save_framework",
]
