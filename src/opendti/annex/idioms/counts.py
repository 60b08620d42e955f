"""Counts with a cap, shares of the largest, sums over periods, k of n, not scored."""

from __future__ import annotations

import re

from opendti.annex.idioms.bounds import unread_words
from opendti.annex.idioms.case import (
    Case,
    Data,
    RuleRead,
    gives,
    is_same,
    item,
    sentence,
)
from opendti.annex.idioms.clauses import Clause
from opendti.annex.idioms.ratios import add_items, guarded_ratio
from opendti.annex.letters import NUMBER, fold, number

_EACH = re.compile(
    rf"\b(?:moi|cu moi|cu)\s+(?:01\s+|1\s+)?(?P<thing>[^:;.\d]{{1,60}}?)\s*(?:[:,]|\b(?:duoc|dat|cong|tinh|cham|them|la)\b|\s)*\s*(?P<each>{NUMBER})\s*(?:diem|d)\b"
)
CAP = re.compile(
    rf"(?:toi da|khong qua|khong vuot qua|nhung khong qua)\s*(?:la\s*)?(?P<cap>{NUMBER})\s*(?:diem|d)\b|(?:toi da|khong qua|khong vuot qua)\s*(?:la\s*|bang\s*)?(?:so\s*)?(?:diem toi da|muc diem)"
)
_EVERY = re.compile(
    rf"\b(?:moi|cu moi|cu)\s+(?P<many>0*[1-9]\d{{0,2}})\s+(?P<thing>[^:;.\d]{{1,60}}?)\s*(?:[:,]|\b(?:thi|duoc|dat|cong|tinh|cham|them|la)\b|\s)*\s*(?P<each>{NUMBER})\s*(?:diem|d)\b"
)
_LARGEST = re.compile(
    r"/\s*\(?[^;:=*×\n]{0,80}?(?:lon nhat|cao nhat|max)|chia cho[^;:\n]{0,80}(?:lon nhat|cao nhat)"
)
_HALF = r"[^\d/*×+;:=<>≤≥−-]+"
_FULL_POINTS = r"\(?(?:so )?diem (?:toi da|chuan)(?: cua (?:chi so|tieu chi))?\)?"
_IS_RELATIVE = re.compile(
    rf"(?:(?:so )?diem(?: [^\d/*×+;:=<>≤≥−-]{{1,40}})? ?= ?)?(?:{_FULL_POINTS} ?(?:\*|×|x|nhan voi) ?)?"
    rf"{_HALF}(?:/ ?|chia cho ){_HALF}(?:lon nhat|cao nhat|max){_HALF}?(?:(?:\*|×|x|nhan voi) ?{_FULL_POINTS} ?\.?)?\.?"
)
"""The whole of a text that says no more than "giá trị/giá trị lớn nhất × điểm tối đa"."""
_MORE = re.compile(r"[\d<>≤≥*×/+]|\bphải\b|\bđiểm\b", re.IGNORECASE)
"""What may say more about a count than its points and its cap."""
_PERIOD = re.compile(
    r"^(?:moi|tung|hang|cac)\s+(?:(?:ky\s+)?bao\s+cao\s+(?:hang\s+)?)?(quy|thang|ky)"
)
_PERIODS = {"quy": (4, "Quý"), "thang": (12, "Tháng")}
_FULL_LIST = re.compile(
    rf"^(?:day du|du|ca|dat)\s+(?P<n>{NUMBER})\s+(?P<thing>noi dung|tieu chi|yeu cau|nhiem vu|hang muc|muc|tinh nang|chuc nang)"
)
_SHARE = re.compile(
    r"gia tri[^;.:]{0,40}\(tu 0 den 1\)\s*\*\s*diem toi da|^(?:diem = )?gia tri\s*\*\s*diem toi da$"
)
_IS_SHARE = re.compile(
    r"(?:(?:so )?diem ?= ?)?gia tri[^;.:*×+−-]{0,40}(?:\(tu 0 den 1\))? ?(?:\*|×) ?diem toi da\.?"
)
_TIMES = re.compile(
    rf"diem = (?P<letter>[a-h])\s*\*\s*(?P<each>{NUMBER})(?:, (?:nhieu nhat|toi da|khong qua) (?P<cap>{NUMBER}) diem)?"
)
MOST_LISTED = 40
_OF_SOME = re.compile(r"\b(?:doi voi|voi (?:cac )?don vi|neu|rieng|tru)\b")
_SHOWN = re.compile(
    r"(?:khong tinh diem|chi (?:de )?theo doi|khong cham diem|chi thu thap)"
)


def read_shown(case: Case) -> RuleRead | None:
    """Read "Không tính điểm"."""
    if _SHOWN.search(case.folded) and not case.positive and not case.ratios:
        read = RuleRead({"kind": "shown"})
        if _OF_SOME.search(case.folded):
            _doubt_more(read)
        return read
    return None


def read_share(case: Case) -> RuleRead | None:
    """Read "Giá trị (từ 0 đến 1) × điểm tối đa"."""
    if not _SHARE.search(case.folded):
        return None
    title = case.definitions.titles.get("a", case.title)
    read = RuleRead({"kind": "share"}, [item("a", "share", title)])
    if not _IS_SHARE.fullmatch(
        " ".join(fold("; ".join(case.definitions.rest)).split())
    ):
        _doubt_more(read)
    return read


def read_relative(case: Case) -> RuleRead | None:
    """Read "giá trị/giá trị lớn nhất × điểm tối đa"."""
    if not _LARGEST.search(case.folded):
        return None
    title = case.definitions.titles.get("a", case.title)
    read = RuleRead({"kind": "relative"})
    if case.definitions.has_ratio:
        add_items(case, read)
        read.rule["on"] = guarded_ratio(case)
    else:
        read.items.append(item("a", "number", title))
    if len(case.positive) > 1:
        _doubt_more(read)
    elif not _IS_RELATIVE.fullmatch(
        " ".join(fold("; ".join(case.definitions.rest)).split())
    ):
        read.doubt(
            "chỉ hiểu phần so với giá trị lớn nhất",
            "only the comparison with the largest is understood",
        )
    return read


def _doubt_more(read: RuleRead) -> None:
    read.doubt("còn điều kiện khác trong cách tính", "the text has further conditions")


def read_count(case: Case) -> RuleRead | None:
    """Read "mỗi ứng dụng 1 điểm, tối đa 5 điểm"."""
    times = _TIMES.search(case.folded)
    if times is not None:
        return _times(case, times)
    each = _EACH.search(case.folded) or _EVERY.search(case.folded)
    if each is None or _PERIOD.match(each[0]) or case.ratios:
        return None
    cap = CAP.search(case.folded, each.end())
    thing = each["thing"].strip()
    start = case.folded.find(thing, each.start())
    name = case.flat[start : start + len(thing)]
    many = int(each.groupdict().get("many", 1))
    rule: Data = {"kind": "count", "each": number(each["each"]) / many}
    read = RuleRead(rule, [item("a", "count", case.title, name)])
    if many > 1:
        read.doubt(
            f"phần lẻ của {many} cũng được tính theo tỷ lệ",
            f"a part of {many} counts for its part of the points",
        )
    _set_cap(case, cap, read)
    end = cap.end() if cap else each.end()
    others = [
        one
        for one in case.positive
        if case.folded.find(one.folded) not in range(each.start(), end)
    ]
    if others:
        _doubt_more(read)
    _doubt_rest(case, read)
    return read


def _set_cap(case: Case, cap: re.Match[str] | None, read: RuleRead) -> None:
    if cap is None:
        read.doubt("không nói tối đa bao nhiêu điểm", "no cap is stated")
    elif cap["cap"] and (most := number(cap["cap"])) < case.points:
        read.rule["cap"] = most
        read.doubt(
            f"tối đa {most:g} điểm, ít hơn {case.points:g} điểm của chỉ số",
            f"at most {most:g}, less than the criterion's {case.points:g} points",
        )


def _times(case: Case, times: re.Match[str]) -> RuleRead:
    rule: Data = {"kind": "count", "each": number(times["each"])}
    if times["cap"] and number(times["cap"]) < case.points:
        rule["cap"] = number(times["cap"])
    title = case.definitions.titles.get(times["letter"], case.title)
    read = RuleRead(rule, [item("a", "count", title)])
    _doubt_rest(case, read)
    return read


def _doubt_rest(case: Case, read: RuleRead) -> None:
    """Doubt a count of which the text says more than its points and its cap."""
    rest = " ".join("; ".join(case.definitions.rest).split())
    for pattern in (_TIMES, _EACH, _EVERY, CAP):
        match = pattern.search(fold(rest))
        if match:
            rest = f"{rest[: match.start()]} {rest[match.end() :]}"
    if read.is_sure and (_MORE.search(rest) or unread_words(rest)):
        _doubt_more(read)


def read_periods(case: Case) -> RuleRead | None:
    """Read "Mỗi quý: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm": one choice a period."""
    clauses = case.clauses.all
    context = fold(clauses[0].context) if clauses else ""
    found = _PERIOD.match(context) or _PERIOD.match(case.folded)
    if found is None or found[1] not in _PERIODS or not case.positive:
        return None
    count, vi = _PERIODS[found[1]]
    options: list[Data] = [
        {"code": f"o{place}", "title": {"vi": _in_a_period(one)}, **gives(one)}
        for place, one in enumerate(clauses, start=1)
    ]
    best = max(one.award.worth(case.points) for one in case.positive)
    titles = [option["title"]["vi"] for option in options]
    if not is_same(best * count, case.points) or not all(titles):
        return None
    codes = [f"q{place}" for place in range(1, count + 1)]
    items = [
        item(code, "choice", f"{vi} {place}")
        for place, code in enumerate(codes, start=1)
    ]
    return RuleRead({"kind": "periods", "on": codes, "options": options}, items)


def _in_a_period(clause: Clause) -> str:
    """Return a condition without the words that say that it is of each period."""
    match = _PERIOD.match(clause.folded)
    return sentence(clause.words[match.end() if match else 0 :])


def read_checklist(case: Case) -> RuleRead | None:
    """Read "Đầy đủ 7 nội dung: điểm tối đa; chưa đầy đủ: Tỷ lệ*điểm tối đa"."""
    full = [one for one in case.clauses.all if case.is_full(one)]
    match = _FULL_LIST.match(full[0].folded) if len(full) == 1 else None
    if match is None or not case.ratios:
        return None
    count = int(number(match["n"]))
    if not 1 < count <= MOST_LISTED:
        return None
    words = full[0].words[match.start("thing") : match.end("thing")]
    codes = [f"k{place}" for place in range(1, count + 1)]
    title = words[:1].upper() + words[1:]
    items = [
        item(code, "yes_no", f"{title} {place}")
        for place, code in enumerate(codes, start=1)
    ]
    read = RuleRead({"kind": "checklist", "on": codes}, items)
    if any(one.bound for one in case.clauses.all if one is not full[0]):
        _doubt_more(read)
    read.doubt_items(
        f"điền tên của {count} {words}", f"name the {count} entries of the list"
    )
    return read
