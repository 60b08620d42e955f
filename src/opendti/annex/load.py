"""An annex file to a draft framework, with everything that a person must look at."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

from opendti.annex.draft import Draft
from opendti.annex.drafting import DraftResult, Naming, draft_framework
from opendti.annex.export import read_pages
from opendti.annex.merge import embedded_framework, merge_edits
from opendti.annex.notice import Notice, notice_of
from opendti.annex.reading.lines import FileContents
from opendti.annex.reading.package import open_package, refuse
from opendti.annex.table.entries import AnnexTable, read_tables
from opendti.definitions import Text
from opendti.errors import AnnexError, Fault, FrameworkError, UsageError
from opendti.framework import Framework, build_framework, load_framework
from opendti.framework.writing import write_data, write_framework
from opendti.framework.yaml import MAX_NODES
from opendti.untrusted import read_untrusted

TEXTS = {".yaml", ".yml", ".json"}


def import_annex(
    path: str | Path,
    *,
    id: str = "",  # noqa: A002 -- the word of the format
    version: str = "",
    title: str = "",
    part: int = 0,
) -> Draft:
    """
    Make a draft framework of an official annex.

    Parameters
    ----------
    path
        An .xlsx or .docx file; a framework as .yaml or .json is taken as it is.
    id, version, title
        Of the framework; left out, they are taken from the file where it says them.
    part
        Which annex of a file that holds several, from 1.

    Raises
    ------
    UsageError
        There is no such file or no such part.
    AnnexError
        Not an .xlsx or .docx, damaged, too large, or without the annex's table.
    FrameworkError
        A .yaml or .json with faults.
    """
    file = Path(path)
    return read_draft(file, Naming(id, version, title, file.name), part=part)


def read_draft(file: Path, naming: Naming, *, part: int = 0) -> Draft:
    """As `import_annex`, with the names in one piece."""
    # Our own formats need no child process here: `load_framework` starts one.
    if file.suffix.lower() in TEXTS:
        framework = load_framework(file)
        return Draft(write_framework(framework), framework)
    return read_annex(file, naming, part=part)


def read_annex(file: Path | bytes, naming: Naming, *, part: int = 0) -> Draft:
    """Make a draft of an annex or its bytes, such as an upload; as `import_annex`."""
    asked: dict[str, Any] = {
        "id": naming.id,
        "version": naming.version,
        "title": naming.title,
    }
    with read_untrusted(
        "annex", file, naming.file, refusal=AnnexError, part=part, **asked
    ) as answer:
        return Draft.receive(answer.data)


def draft_annex(raw: bytes, naming: Naming, *, part: int = 0) -> Draft:
    """Make a draft of an annex in this process; only the confined reader calls it."""
    package = open_package(naming.file, raw)
    pages = read_pages(package)
    embedded, embedded_notices = embedded_framework(pages, package.kind)
    if embedded is not None and not embedded_notices:
        return _as_embedded(embedded, naming)
    table, notices = _chosen(pages, naming.file, part)
    named = _with_identity(naming, table, embedded)
    if embedded is not None:
        drafted = merge_edits(embedded, table, named, package.kind)
    else:
        drafted = draft_framework(table, named)
    drafted.notices[:0] = embedded_notices + notices + _unnamed(naming, named, embedded)
    return _drafted(drafted)


def _with_identity(
    naming: Naming, table: AnnexTable, embedded: Framework | None
) -> Naming:
    if embedded is None:
        return replace(
            naming,
            id=naming.id or "vn.draft",
            version=naming.version or _year(table) or "1",
        )
    return replace(
        naming,
        id=naming.id or embedded.id,
        version=naming.version or embedded.version,
        blocks=tuple(block.code for block in embedded.blocks),
    )


def _unnamed(naming: Naming, named: Naming, embedded: Framework | None) -> list[Notice]:
    """Recognise a name that nobody gave and that the file does not hold."""
    if naming.id or embedded is not None:
        return []
    vi = f"chưa có mã bộ chỉ số; tạm đặt {named.id}"
    en = f"no id was given; called {named.id} for now"
    return [notice_of("guess", None, "id", vi, en)]


def _as_embedded(framework: Framework, naming: Naming) -> Draft:
    """Return the very definition; another identity only where one was asked for."""
    asked: dict[str, Any] = {"id": naming.id, "version": naming.version}
    changes: dict[str, object] = {key: value for key, value in asked.items() if value}
    if naming.title:
        changes["title"] = Text(vi=naming.title)
    found = framework.model_copy(update=changes) if changes else framework
    vi, en = "tệp mang định nghĩa đầy đủ", "the file carries the whole definition"
    return Draft(
        write_framework(found), found, (notice_of("sure", None, "file", vi, en),)
    )


def _chosen(
    pages: FileContents, name: str, part: int
) -> tuple[AnnexTable, list[Notice]]:
    tables = _joined([table for table in read_tables(pages.lines) if table.entries])
    if not tables:
        refuse(name, Fault("annex_without_table"))
    if part > len(tables):
        params = {"part": part, "found": len(tables)}
        raise UsageError(Fault("annex_no_part", params, file=name))
    # Parts count from 1; 0 is "not said".
    table = tables[part - 1 if part else 0]
    if len(table.entries) > MAX_NODES:
        refuse(name, Fault("annex_too_many_criteria", {"limit": MAX_NODES}))
    if part or len(tables) == 1:
        return table, []
    rows = ", ".join(str(table.entries[0].row) for table in tables[1:])
    vi = f"tệp có {len(tables)} phụ lục; chỉ nhập phụ lục thứ nhất, chưa nhập các phụ lục từ dòng {rows}"
    en = f"the file has {len(tables)} annexes; only the first is imported, not those from row {rows}"
    return table, [notice_of("guess", tables[1].entries[0].row, "file", vi, en)]


def _joined(tables: list[AnnexTable]) -> list[AnnexTable]:
    """Join a table that goes on where the one before ended; one that starts anew is apart."""
    joined: list[AnnexTable] = []
    for table in tables:
        first = joined[-1].entries[0].code if joined else ""
        # A table on the next page goes on with another code; one that begins with the same code
        # as the annex before it is an annex of its own.
        if joined and (not first or table.entries[0].code != first):
            joined[-1].entries += table.entries
            joined[-1].total = table.total or joined[-1].total
            joined[-1].below += table.below
        else:
            joined.append(table)
    return joined


def _year(table: AnnexTable) -> str:
    # The last year named: decisions cite older ones before they name their own period.
    years = re.findall(r"\b(20[0-4]\d)\b", " ".join(table.heading))
    return years[-1] if years else ""


def _drafted(drafted: DraftResult) -> Draft:
    """Read the draft back; a rule that the framework refuses becomes a share."""
    framework = _parsed(drafted)
    if framework is None:
        framework = build_framework(drafted.data)
    return Draft(write_data(drafted.data), framework, tuple(drafted.notices))


def _parsed(drafted: DraftResult) -> Framework | None:
    try:
        return build_framework(drafted.data)
    except FrameworkError as error:
        # Reversed, so that of several faults of a node the first is kept.
        faults = {fault.path: fault.message for fault in reversed(error.faults)}
    for node in _criteria(drafted.data["nodes"]):
        message = faults.get(node["code"])
        if message is None:
            continue
        # The most neutral rule: a person types the share until the rule has been corrected.
        node["rule"] = {"kind": "share"}
        node.pop("items", None)
        row = next(
            (notice.row for notice in drafted.notices if notice.code == node["code"]),
            None,
        )
        drafted.notices[:] = [
            notice
            for notice in drafted.notices
            if not (notice.code == node["code"] and notice.level == "sure")
        ]
        text = Text(
            vi="cách tính đọc được không hợp lệ; tạm để tỷ lệ cho sẵn, cần người chọn lại",
            en=f"the rule is at fault: {message}",
        )
        drafted.notices.append(Notice("fault", row, "rule", text, node["code"]))
    return None


def _criteria(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        found += _criteria(node["nodes"]) if "nodes" in node else [node]
    return found
