"""An annex to the data of a framework file: its head, its levels, its notes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from opendti.annex.drafting.criteria import draft_node
from opendti.annex.drafting.drafting import Data, DraftContext, Naming, start_drafting
from opendti.annex.drafting.points import declared_sums
from opendti.annex.notice import Notice, notice_of
from opendti.annex.table.columns import TITLE, Columns
from opendti.annex.table.entries import AnnexTable
from opendti.annex.table.heading import Heading, read_heading
from opendti.annex.table.tree import AnnexNode, build_tree

SOURCE = "annex"
_NAMES = (
    ("group", "Nhóm chỉ số", "Group"),
    ("main", "Chỉ số chính", "Main indicator"),
    ("component", "Chỉ số thành phần", "Component indicator"),
    ("criterion", "Tiêu chí", "Criterion"),
)


@dataclass(slots=True)
class DraftResult:
    """The data of a framework file, and the notices."""

    data: Data
    notices: list[Notice] = field(default_factory=list)


def draft_framework(table: AnnexTable, naming: Naming) -> DraftResult:
    """Make the data of a framework file from one annex."""
    branches, notices = build_tree(table.entries)
    heading = read_heading(table.heading)
    drafting = start_drafting(table, notices, naming.blocks)
    nodes = [draft_node(drafting, branch) for branch in branches]
    title = naming.title or heading.title
    if not title:
        vi, en = "không thấy tên bộ chỉ số", "no name of the index was found"
        drafting.add_notice(None, "title", "guess", vi, en)
    data: Data = {
        "opendti": 1,
        "id": naming.id,
        "version": naming.version,
        "title": {"vi": title or naming.file},
        **_description(table),
        # Never "official": only a person who compares it with the decision may say so.
        "status": "adapted",
        "source": SOURCE,
        **_legal(heading),
        "sources": {SOURCE: {"title": {"vi": naming.file}, "mark": "exact"}},
        "levels": _levels(branches, table.columns),
        **_blocks(table.columns, drafting.codes),
        "declared": declared_sums(drafting, branches),
        "nodes": nodes,
        **_missing(drafting),
    }
    notices += _notes(table)
    # In the order of the file, so that a person can check it from top to bottom; those about the
    # whole come first.
    notices.sort(key=lambda notice: notice.row or 0)
    return DraftResult(
        # Empty lists are the defaults, and would only lengthen the file.
        {key: value for key, value in data.items() if value != []},
        notices,
    )


def _legal(heading: Heading) -> Data:
    decision = heading.decision
    if decision is None:
        return {}
    basis: Data = {"document": decision.document}
    if decision.date:
        basis["date"] = decision.date
    if decision.issuer:
        basis["issuer"] = {"vi": decision.issuer}
    return {"legal": [basis]}


def _missing(drafting: DraftContext) -> Data:
    if not drafting.missing:
        return {}
    listed = ", ".join(drafting.missing)
    words = {
        "vi": f"Chưa có điểm tối đa của: {listed}",
        "en": f"No points for: {listed}",
    }
    return {"complete": False, "missing": words}


def _description(table: AnnexTable) -> Data:
    """Keep the notes below the table: they often say what the rows do not."""
    texts = [text for _row, text in table.notes()]
    return {"description": {"vi": "\n".join(texts)}} if texts else {}


def _notes(table: AnnexTable) -> list[Notice]:
    return [
        notice_of(
            "guess",
            row,
            "note",
            f"chưa thành cách tính, giữ ở phần mô tả: “{text[:120]}”",
            f"not made into a rule, kept in the description: “{text[:120]}”",
        )
        for row, text in table.notes()
    ]


def _levels(branches: list[AnnexNode], columns: Columns) -> list[Data]:
    """Name the levels: from the header where it names them, else as Decision 922/QĐ-BTTTT does."""
    depth = _depth(branches)
    words = [word.strip() for word in re.split(r"[/\n]", columns.names.get(TITLE, ""))]
    usual = {1: (2,), 2: (1, 2), 3: (0, 1, 2)}.get(depth, (0, 1, 2, 3))
    levels = [
        {
            "code": _NAMES[level][0],
            "title": {"vi": _NAMES[level][1], "en": _NAMES[level][2]},
        }
        for level in usual
    ]
    for number in range(5, depth + 1):
        name = {"vi": f"Cấp {number}", "en": f"Level {number}"}
        levels.append({"code": f"level{number}", "title": name})
    # "Trụ cột/Chỉ số/Chỉ số thành phần" in the header names every level at once.
    if len(words) == depth and all(3 < len(word) < 60 for word in words):  # noqa: PLR2004 -- names, not sentences
        for level, word in zip(levels, words, strict=True):
            level["title"] = {"vi": word[:1].upper() + word[1:]}
    return levels


def _depth(branches: Iterable[AnnexNode]) -> int:
    return max((1 + _depth(branch.children) for branch in branches), default=0)


def _blocks(columns: Columns, codes: tuple[str, ...]) -> Data:
    if len(columns.points) < 2:  # noqa: PLR2004 -- one column is every unit's
        return {}
    return {
        "blocks": [
            {"code": code, "title": {"vi": " ".join(column.title.split())}}
            for code, column in zip(codes, columns.points, strict=True)
        ]
    }
