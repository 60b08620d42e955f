"""
An annex's tree to the data of a framework file.

Every text stays as it is printed; what a person has not confirmed is `adapted`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from opendti.annex.idioms import read_rule
from opendti.annex.letters import fold
from opendti.annex.notice import Certainty, Notice, said
from opendti.annex.table.columns import (
    COLLECTED,
    EVIDENCE,
    NOTE,
    RULE,
    TITLE,
    UNIT,
    VERIFIED,
    Columns,
)
from opendti.annex.table.entries import AnnexTable, Entry
from opendti.annex.table.heading import Heading, read_heading
from opendti.annex.table.points import PointsRead
from opendti.annex.table.tree import FOLDED_LOOKS, Branch, build_tree
from opendti.framework.parts import Text

Data = dict[str, Any]
COLLECTED_WORDS = {
    "report": "Đơn vị báo cáo",
    "feed": "Dữ liệu kết nối tự động",
    "survey": "Khảo sát",
    "panel": "Đánh giá của chuyên gia",
    "monitor": "Đo lường tự động",
}
"""Where values come from, as our own export says it."""
SOURCE = "annex"
FEW = 1e-6
NO_TITLE = "(không có tên)"


@dataclass(frozen=True, slots=True)
class Naming:
    """What the caller knows of the index: identity, title, name of the file."""

    id: str
    version: str
    title: str
    file: str
    blocks: tuple[str, ...] = ()


@dataclass(slots=True)
class Drafted:
    """The data of a framework file, and the notices."""

    data: Data
    notices: list[Notice] = field(default_factory=list)


def draft_framework(table: AnnexTable, naming: Naming) -> Drafted:
    """Make the data of a framework file from one annex."""
    branches, notices = build_tree(table.entries)
    heading = read_heading(table.heading)
    drafter = _Drafter(table, notices, naming.blocks)
    nodes = [drafter.node(branch) for branch in branches]
    data: Data = {
        "opendti": 1,
        "id": naming.id,
        "version": naming.version,
        "title": {"vi": naming.title or heading.title or naming.file},
        "status": "adapted",
        "source": SOURCE,
        **_legal(heading),
        "sources": {SOURCE: {"title": {"vi": naming.file}, "mark": "exact"}},
        "levels": _levels(branches, table.columns),
        **_blocks(table.columns, drafter.codes),
        "declared": drafter.declared(branches),
        "nodes": nodes,
    }
    if not (naming.title or heading.title):
        drafter.tell(
            None,
            "title",
            "guess",
            "không thấy tên bộ chỉ số",
            "no name of the index was found",
        )
    if drafter.missing:
        listed = ", ".join(drafter.missing)
        data["complete"] = False
        data["missing"] = {
            "vi": f"Chưa có điểm tối đa của: {listed}",
            "en": f"No points for: {listed}",
        }
    drafter.footnotes()
    notices.sort(key=lambda one: one.row or 0)
    return Drafted({key: value for key, value in data.items() if value != []}, notices)


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


_NAMES = (
    ("group", "Nhóm chỉ số", "Group"),
    ("main", "Chỉ số chính", "Main indicator"),
    ("component", "Chỉ số thành phần", "Component indicator"),
    ("criterion", "Tiêu chí", "Criterion"),
)


def _levels(branches: list[Branch], columns: Columns) -> list[Data]:
    """Name the storeys: from the header where it names them, else as 922 does."""
    depth = _depth(branches)
    words = [word.strip() for word in re.split(r"[/\n]", columns.names.get(TITLE, ""))]
    usual = {1: (2,), 2: (1, 2), 3: (0, 1, 2)}.get(depth, (0, 1, 2, 3))
    levels = [
        {"code": _NAMES[one][0], "title": {"vi": _NAMES[one][1], "en": _NAMES[one][2]}}
        for one in usual
    ]
    for place in range(4, depth):
        name = {"vi": f"Cấp {place + 1}", "en": f"Level {place + 1}"}
        levels.append({"code": f"level{place + 1}", "title": name})
    if len(words) == depth and all(3 < len(word) < 60 for word in words):  # noqa: PLR2004 -- names, not sentences
        for level, word in zip(levels, words, strict=True):
            level["title"] = {"vi": word[:1].upper() + word[1:]}
    return levels


def _depth(branches: Iterable[Branch]) -> int:
    return max((1 + _depth(one.children) for one in branches), default=0)


def _blocks(columns: Columns, codes: tuple[str, ...]) -> Data:
    if len(columns.points) < 2:  # noqa: PLR2004 -- one column is every unit's
        return {}
    return {
        "blocks": [
            {"code": code, "title": {"vi": " ".join(column.title.split())}}
            for code, column in zip(codes, columns.points, strict=True)
        ]
    }


class _Drafter:
    """Turns branches into nodes; gathers what must be said."""

    def __init__(
        self, table: AnnexTable, notices: list[Notice], blocks: tuple[str, ...]
    ) -> None:
        count = len(table.columns.points)
        numbered = tuple(f"block{place}" for place in range(1, count + 1))
        self.codes = blocks if len(blocks) == count else numbered
        self.table = table
        self.columns = table.columns
        self.notices = notices
        self.missing: list[str] = []
        self.scale = 1.0
        self._percent()

    def tell(
        self, branch: Branch | None, name: str, level: Certainty, vi: str, en: str
    ) -> None:
        row = branch.entry.row if branch else None
        code = branch.code if branch else None
        self.notices.append(Notice(level, row, name, Text(vi=vi, en=en), code))

    def _percent(self) -> None:
        columns = self.columns.points
        if not columns:
            self.tell(
                None, "points", "guess",
                "không có cột điểm; mỗi chỉ số tạm tính 1 điểm",
                "no column of points; each criterion has 1 point for now",
            )  # fmt: skip
            return
        if not columns[0].is_weight:
            return
        values = [one.points[0].value for one in self.table.entries if one.points]
        largest = max((one for one in values if one is not None), default=0.0)
        self.scale = 100.0 if 0 < largest <= 1 else 1.0
        self.tell(
            None, "points", "guess",
            "chỉ có cột tỷ trọng; mỗi phần trăm tính một điểm",
            "only a column of weights; each per cent counts as one point",
        )  # fmt: skip

    def node(self, branch: Branch) -> Data:
        """Return a branch as a node: a group with nodes, or a criterion with a rule."""
        self._fold_items(branch)
        entry = branch.entry
        data: Data = {
            "code": branch.code,
            "title": {"vi": " ".join(entry.title.split()) or NO_TITLE},
        }
        if not entry.title.strip():
            self.tell(
                branch, "title", "fault", "không có tên chỉ số", "the title is missing"
            )
        if branch.children:
            data["nodes"] = [self.node(child) for child in branch.children]
            if entry.texts.get(RULE):
                data["guidance"] = {"vi": entry.texts[RULE]}
            return data
        points = self._points(branch)
        if points is None:
            data["points"], data["rule"] = 0, {"kind": "shown"}
            self.tell(branch, RULE, "sure", "không tính điểm", "not scored")
        else:
            data["points"] = points
            self._rule(branch, data)
        return data | self._texts(entry)

    def _fold_items(self, branch: Branch) -> None:
        """Rows a), b) without points say what the row above counts."""
        children = branch.children
        if not children or any(one.children for one in children):
            return
        bare = all(
            all(read == PointsRead() for read in one.entry.points)
            and not one.entry.texts.get(RULE)
            for one in children
        )
        is_list = all(one.reading.look in FOLDED_LOOKS for one in children)
        has_points = any(one.value is not None for one in branch.entry.points)
        if not bare or not (is_list or (has_points and branch.entry.texts.get(RULE))):
            return
        for child in children:
            branch.entry.add(RULE, f"{child.printed} = {child.entry.title}")
        branch.children = []

    def _points(self, branch: Branch) -> float | dict[str, float] | None:
        """Return a criterion's points; None where it is printed as not scored."""
        entry = branch.entry
        if not self.columns.points and not entry.points:
            return 1
        if entry.points and all(one.is_shown for one in entry.points):
            return None
        for one in entry.points:
            if one.unread:
                self.tell(
                    branch, "points", "fault",
                    f"không hiểu điểm “{one.unread}”", f"cannot read the points “{one.unread}”",
                )  # fmt: skip
        values = [self._scaled(one.value) for one in entry.points]
        if all(value is None for value in values):
            return self._missing(branch)
        if len(values) == 1:
            return values[0]
        pairs = zip(self.codes, values, strict=False)
        return {code: value for code, value in pairs if value is not None}

    def _scaled(self, value: float | None) -> float | None:
        return None if value is None else _whole(round(value * self.scale, 6))

    def _missing(self, branch: Branch) -> float:
        stated = re.findall(
            r"(\d+(?:[.,]\d+)?)\s*điểm\b(?! tối)", branch.entry.texts.get(RULE, "")
        )
        best = max((float(one.replace(",", ".")) for one in stated), default=0.0)
        if best:
            self.tell(
                branch, "points", "guess",
                f"thiếu điểm tối đa; lấy {best:g} là mức cao nhất trong cách tính",
                f"the points are missing; {best:g} is the most that the rule gives",
            )  # fmt: skip
            return _whole(best)
        self.missing.append(branch.code)
        self.tell(
            branch, "points", "fault", "thiếu điểm tối đa", "the points are missing"
        )
        return 0

    def _rule(self, branch: Branch, data: Data) -> None:
        text = branch.entry.texts.get(RULE, "")
        most = data["points"]
        amounts = list(most.values()) if isinstance(most, dict) else [most]
        read = read_rule(text, data["title"]["vi"], max(amounts))
        if len(set(amounts)) > 1 and _has_amounts(read.rule):
            read.doubt(
                "cách tính ghi điểm cố định nhưng các khối có điểm khác nhau",
                "the rule states points, but the blocks' points differ",
            )
        data["rule"] = read.rule
        if read.items:
            data["items"] = read.items
        if RULE in branch.entry.shared:
            read.doubt(
                "ô cách tính điểm gộp chung với dòng trên",
                "the scoring cell is merged with the row above",
            )
        if read.is_sure:
            kind = str(read.rule["kind"])
            self.tell(
                branch,
                RULE,
                "sure",
                f"hiểu là quy tắc {kind}",
                f"read as the rule {kind}",
            )
        for doubt in read.doubts:
            self.tell(branch, RULE, "guess", doubt.vi, doubt.en or doubt.vi)
        for doubt in read.item_doubts:
            self.tell(branch, "items", "guess", doubt.vi, doubt.en or doubt.vi)

    def _texts(self, entry: Entry) -> Data:
        texts = entry.texts
        data: Data = {}
        if texts.get(EVIDENCE):
            data["evidence"] = {"text": {"vi": texts[EVIDENCE]}}
        if texts.get(RULE):
            data["guidance"] = {"vi": texts[RULE]}
        if texts.get(VERIFIED):
            data["verified_by"] = {"vi": texts[VERIFIED]}
        source = texts.get(COLLECTED, "")
        data["collected_from"] = _collected(source)
        labelled = (
            (source, "Nguồn thu thập dữ liệu"),
            (texts.get(UNIT), "Đơn vị tính"),
            (texts.get(NOTE), "Ghi chú"),
        )
        ours = COLLECTED_WORDS.values()
        notes = [
            f"{label}: {text}" for text, label in labelled if text and text not in ours
        ]
        if notes:
            data["note"] = {"vi": "\n".join(notes)}
        return {key: value for key, value in data.items() if value is not None}

    def declared(self, branches: list[Branch]) -> list[Data]:
        """Return the printed sums that hold; tell those that do not."""
        found: list[Data] = []
        for top in branches:
            for branch in top.walk():
                if branch.children:
                    found += self._declared(branch.entry, branch)
        if self.table.total is not None:
            found = self._total(branches) + found
        return found

    def _declared(self, entry: Entry, branch: Branch) -> Iterator[Data]:
        for place, read in enumerate(entry.points):
            printed = self._scaled(read.value)
            if printed is None or read.is_shown:
                continue
            summed = _sum([branch], place, self.scale)
            if abs(summed - printed) > FEW:
                self._unequal(branch, printed, summed)
                continue
            where = {"block": self.codes[place]} if len(entry.points) > 1 else {}
            yield {"under": branch.code, **where, "points": printed}

    def _unequal(self, branch: Branch, printed: float, summed: float) -> None:
        self.tell(
            branch, "points", "fault",
            f"in {_vi(printed)} điểm, nhưng các chỉ số bên dưới cộng lại {_vi(summed)}",
            f"prints {printed:g} points, but what is below adds up to {summed:g}",
        )  # fmt: skip

    def _total(self, branches: list[Branch]) -> list[Data]:
        entry = self.table.total
        found: list[Data] = []
        for place, read in enumerate(entry.points if entry else ()):
            printed = self._scaled(read.value)
            if printed is None:
                continue
            summed = _sum(branches, place, self.scale)
            if abs(summed - printed) > FEW:
                vi = f"tổng in {_vi(printed)} điểm, nhưng cộng lại {_vi(summed)}"
                en = f"the total prints {printed:g} points, but they add up to {summed:g}"
                self.notices.append(
                    said("fault", entry.row if entry else None, "points", vi, en)
                )
            elif len(self.columns.points) > 1:
                found.append({"block": self.codes[place], "points": printed})
            else:
                found.append({"points": printed})
        return found

    def footnotes(self) -> None:
        for line in self.table.footnotes:
            text = next((cell.text for cell in line.cells if cell.text), "")
            self.notices.append(
                said(
                    "guess",
                    line.row,
                    "note",
                    f"không đưa vào: “{text[:120]}”",
                    f"left out: “{text[:120]}”",
                )
            )


def _sum(branches: Iterable[Branch], place: int, scale: float) -> float:
    """Add up the printed points of the criteria below."""
    total = []
    for top in branches:
        for branch in top.walk():
            points = branch.entry.points
            if not branch.children and place < len(points):
                total.append((points[place].value or 0.0) * scale)
    return math.fsum(total)


def _whole(value: float) -> float:
    return int(value) if float(value).is_integer() else value


def _vi(value: float) -> str:
    return f"{value:g}".replace(".", ",")


def _has_amounts(rule: Data) -> bool:
    entries = [*rule.get("steps", ()), *rule.get("options", ()), *rule.get("parts", ())]
    return any(entry.get("points") for entry in entries) or rule["kind"] == "count"


def _collected(text: str) -> str | None:
    """Guess where the values come from; a report is the default and is left out."""
    for way, words in COLLECTED_WORDS.items():
        if text == words and way != "report":
            return way
    folded = fold(text)
    ways = (
        ("survey", r"khao sat|dieu tra xa hoi"),
        ("panel", r"chuyen gia"),
        ("monitor", r"do luong|giam sat tu dong|quet"),
    )
    return next((way for way, words in ways if re.search(words, folded)), None)
