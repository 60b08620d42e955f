"""An annex file to a draft framework, with everything that a person must look at."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from opendti.annex.draft import Draft
from opendti.annex.drafting import Drafted, Naming, draft_framework
from opendti.annex.notice import Notice, said
from opendti.annex.reading.document import read_document
from opendti.annex.reading.lines import Pages
from opendti.annex.reading.package import open_package, refuse
from opendti.annex.reading.spreadsheet import read_spreadsheet
from opendti.annex.table.entries import AnnexTable, read_tables
from opendti.annex.table.tree import readings_of
from opendti.annex.writing.definition import write_data
from opendti.errors import FrameworkError, UsageError
from opendti.framework import Framework, load_framework, parse_framework
from opendti.framework.parts import Text

TEXTS = {".yaml", ".yml", ".json"}
MOST_CRITERIA = 2_000


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
    if file.suffix.lower() in TEXTS:
        framework = load_framework(file)
        return Draft(file.read_text("utf-8-sig"), framework)
    package = open_package(file)
    reader = read_spreadsheet if package.kind == "xlsx" else read_document
    pages = reader(package)
    table, notices = _chosen(pages, file.name, part)
    naming = Naming(id or "vn.draft", version or _year(table) or "1", title, file.name)
    drafted = draft_framework(table, naming)
    drafted.notices[:0] = notices
    return _drafted(drafted)


def _chosen(pages: Pages, name: str, part: int) -> tuple[AnnexTable, list[Notice]]:
    tables = _joined([one for one in read_tables(pages.lines) if one.entries])
    if not tables:
        refuse(
            name,
            "no annex table found: a header row is needed with the columns "
            "“Chỉ số” and “Điểm tối đa” or “Cách xác định và tính điểm”",
        )
    if part > len(tables):
        message = f"{name}: there is no part {part}; the file has {len(tables)}"
        raise UsageError(message)
    table = tables[part - 1 if part else 0]
    if len(table.entries) > MOST_CRITERIA:
        refuse(name, f"more than {MOST_CRITERIA} rows in one annex")
    if part or len(tables) == 1:
        return table, []
    rows = ", ".join(str(one.entries[0].row) for one in tables[1:])
    vi = f"tệp có {len(tables)} phụ lục; chỉ nhập phụ lục thứ nhất, còn các phụ lục từ dòng {rows}"
    en = f"the file has {len(tables)} annexes; only the first is imported, not those from row {rows}"
    return table, [said("guess", rows and tables[1].entries[0].row, "file", vi, en)]


def _joined(tables: list[AnnexTable]) -> list[AnnexTable]:
    """Join a table that goes on where the one before ended; one that starts anew is apart."""
    joined: list[AnnexTable] = []
    for table in tables:
        if joined and not _starts_anew(joined[0], table):
            joined[-1].entries += table.entries
            joined[-1].total = table.total or joined[-1].total
            joined[-1].footnotes += table.footnotes
            joined[-1].lines += table.lines
        else:
            joined.append(table)
    return joined


def _starts_anew(first: AnnexTable, table: AnnexTable) -> bool:
    codes = {one.code for one in first.entries if one.code}
    ways = readings_of(table.entries[0].code.strip(" .)"))
    return table.entries[0].code in codes or any(way.value == 1 for way in ways)


def _year(table: AnnexTable) -> str:
    years = re.findall(r"\b(20[0-4]\d)\b", " ".join(table.heading))
    return years[-1] if years else ""


def _drafted(drafted: Drafted) -> Draft:
    """Read the draft back; a rule that the framework refuses becomes a share."""
    framework = _parsed(drafted)
    if framework is None:
        framework = parse_framework(write_data(drafted.data))
    return Draft(write_data(drafted.data), framework, tuple(drafted.notices))


def _parsed(drafted: Drafted) -> Framework | None:
    try:
        return parse_framework(write_data(drafted.data))
    except FrameworkError as error:
        faults = {fault.path: fault.message for fault in error.faults}
    for node in _criteria(drafted.data["nodes"]):
        message = faults.get(node["code"])
        if message is None:
            continue
        node["rule"] = {"kind": "share"}
        node.pop("items", None)
        row = next((one.row for one in drafted.notices if one.code == node["code"]), None)
        drafted.notices[:] = [
            one
            for one in drafted.notices
            if not (one.code == node["code"] and one.level == "sure")
        ]
        text = Text(vi=f"cách tính điểm không hợp lệ: {message}", en=f"the rule is at fault: {message}")
        drafted.notices.append(Notice("fault", row, "rule", text, node["code"]))
    return None


def _criteria(nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for node in nodes:
        found += _criteria(node["nodes"]) if "nodes" in node else [node]
    return found
