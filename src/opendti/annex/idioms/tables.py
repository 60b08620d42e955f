"""Tables on a number, yes or no, options, additive parts."""

from __future__ import annotations

import math
import re

from opendti.annex.folding import fold_letters
from opendti.annex.idioms.bounds import Bound
from opendti.annex.idioms.case import (
    Case,
    Data,
    ParsedRule,
    gives,
    is_same,
    item,
    sentence,
)
from opendti.annex.idioms.clauses import Clause
from opendti.annex.idioms.ratios import is_lowest
from opendti.annex.idioms.wording import is_on_a_scale, words_beside
from opendti.numeric.text import format_short

_ADDED = re.compile(
    r"\bcong\s+(?:them|diem|don)|\bmoi\s+(?:noi dung|tieu chi|y)\b.{0,30}cong"
)


_CAPS = re.compile(
    r"^(?:(?:nhung\s+)?(?:toi\s+da|nhieu\s+nhat|khong\s+qua)|tong(?:\s+cong)?)$"
)
"""Words that bound what other clauses give: no case of their own."""


def read_steps(case: Case) -> ParsedRule | None:
    """Read "từ 52: điểm tối đa; từ 20 đến 51: 1/2*điểm tối đa" and "4 cuộc: 20 điểm"."""
    bounded = [clause for clause in case.clauses.all if clause.bound]
    loose = [clause for clause in case.clauses.all if not clause.bound]
    if case.ratios or not _is_steps(list(case.clauses.all)):
        return None
    read = ParsedRule({"kind": "steps", "steps": []})
    for clause in case.clauses.all:
        read.compare(clause)
    steps = [step for clause in case.clauses.all for step in _step(clause, loose, read)]
    # "Trên 50" before "từ 50": the step that begins above a number is the higher of the two.
    steps.sort(key=lambda step: (-float(step["from"]), step.get("bound") != "open"))
    # Below the lowest step a rule gives 0 anyway.
    while steps and not (steps[-1].get("points") or steps[-1].get("share")):
        steps.pop()
    if not steps:
        return None
    read.rule["steps"] = steps
    units = {
        fold_letters(clause.unit): clause.unit for clause in bounded if clause.unit
    }
    if len(units) > 1:
        read.doubt(
            "các mức ghi theo những đơn vị tính khác nhau",
            "the steps are given in different units",
        )
    unit = next(iter(units.values()), "")
    titles = case.definitions.titles
    if unit or titles:
        is_count = all(float(step["from"]).is_integer() for step in steps)
        kind = "count" if is_count else "number"
        read.items.append(item("a", kind, titles.get("a", case.title), unit))
    return read


def _is_steps(clauses: list[Clause]) -> bool:
    """Recognise a table on one number, not on a share, with nothing else that gives points."""
    bounds = [clause.bound for clause in clauses if clause.bound]
    if not bounds or any(
        not clause.bound
        and not clause.award.is_nothing
        and not is_lowest(clause, clauses)
        for clause in clauses
    ):
        return False
    # "02 ứng dụng: 5 điểm" alone is a condition, not a table.
    if len(bounds) == 1 and bounds[0].is_exact:
        return False
    is_share = any(bound.is_share for bound in bounds)
    return not is_share and not any(
        clause.bound and _is_noun(clause) for clause in clauses
    )


def _is_noun(clause: Clause) -> bool:
    """Recognise "01 ứng dụng khác": a thing, not a row of a table."""
    return bool(re.search(r"\bkhac$", clause.folded))


def _step(clause: Clause, loose: list[Clause], read: ParsedRule) -> list[Data]:
    bound = clause.bound or Bound()
    start = bound.low
    if math.isinf(start):
        if clause.award.is_nothing:
            return []
        # "Dưới 20" beside "chưa có: 0 điểm" begins with the first one.
        start = 1.0 if any(clause.award.is_nothing for clause in loose) else 0.0
        read.doubt(
            f"“{clause.words}” hiểu là từ {format_short(start, 'vi')}",
            f"“{clause.words}” is read as from {format_short(start, 'en')} on",
        )
    step: Data = {"from": start, **gives(clause)}
    if bound.low_open:
        step["bound"] = "open"
    return [step]


def read_yes_no(case: Case) -> ParsedRule | None:
    """Read "Đã ban hành: điểm tối đa; chưa ban hành: 0 điểm"."""
    positive = case.positive
    if len(positive) != 1 or case.ratios or not case.is_full(positive[0]):
        return None
    if positive[0].is_yes and all(
        clause.is_negative or clause.is_rest for clause in case.nothing
    ):
        read = ParsedRule({"kind": "yes_no"})
        read.show(positive[0])
        if words_beside(positive[0].words, [case.title]):
            title = sentence(positive[0].words)
            read.items.append(item("a", "yes_no", title))
        for clause in case.nothing:
            read.compare(clause)
        return read
    return None


def read_options(case: Case) -> ParsedRule | None:
    """Read named cases, the best of which gives all the points."""
    clauses = case.clauses.all
    if case.ratios or not case.positive or len(clauses) == 1:
        return None
    # "Cộng thêm" says that cases add up: then no single one is chosen.
    if _ADDED.search(case.folded):
        return None
    best = max(clause.award.points_for(case.points) for clause in clauses)
    # Of a choice, the best must give all the points; otherwise something was left unread.
    if not is_same(best, case.points):
        return None
    if any(not clause.words or _CAPS.match(clause.folded) for clause in clauses):
        return None
    options = [
        {"code": f"o{rank}", "title": {"vi": sentence(clause.words)}, **gives(clause)}
        for rank, clause in enumerate(clauses, start=1)
    ]
    read = ParsedRule({"kind": "choice", "options": options})
    for clause in clauses:
        read.show(clause)
    if len([clause for clause in case.positive if case.is_full(clause)]) > 1:
        read.doubt(
            "nhiều trường hợp cùng đạt điểm tối đa", "several cases give full points"
        )
    return read


def read_parts(case: Case) -> ParsedRule | None:
    """Read named pieces that add up to the points."""
    positive = case.positive
    total = math.fsum(clause.award.points_for(case.points) for clause in positive)
    if case.ratios or len(positive) < 2 or not is_same(total, case.points):  # noqa: PLR2004 -- one part is no sum
        return None
    parts, items = [], []
    for rank, clause in enumerate(positive):
        code = "abcdefgh"[rank] if rank < 8 else f"p{rank}"  # noqa: PLR2004 -- letters of items
        title = sentence(
            f"{clause.context}: {clause.words}" if clause.context else clause.words
        )
        rule = {"kind": "yes_no", "on": code}
        parts.append({
            "code": f"p{rank + 1}",
            "title": {"vi": title},
            **gives(clause),
            "rule": rule,
        })
        items.append(item(code, "yes_no", title))
    read = ParsedRule({"kind": "parts", "parts": parts}, items)
    for clause in positive:
        read.show(clause)
    for clause in case.nothing:
        read.compare(clause)
    read.labels += {clause.context for clause in positive} - {""}
    if any(clause.is_continued for clause in positive):
        read.doubt(
            "có phần hiểu là thuộc về mục nêu ở câu trước",
            "a part is read as one of the heading in a sentence before it",
        )
    if any(is_on_a_scale(clause.words) for clause in positive):
        read.doubt(
            "các phần có thể là những mức mà chỉ một mức đúng, không cộng lại",
            "the parts may be cases of which only one holds, and not add up",
        )
    if any(not clause.words for clause in positive):
        read.doubt(
            "có phần không nói rõ điều kiện", "a part does not say its condition"
        )
    return read
