"""Counts with a cap, shares of the largest, sums over periods, k of n, not scored."""

from __future__ import annotations

import re

from opendti.annex.folding import NUMBER, fold_letters, number
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
from opendti.annex.idioms.ratios import add_items
from opendti.annex.idioms.wording import words_beside
from opendti.annex.idioms.zero_denominators import guarded_ratio
from opendti.numeric.text import format_short

_EACH = re.compile(
    rf"\b(?:moi|cu moi|cu)\s+(?:01\s+|1\s+)?(?P<thing>[^:;.\d]{{1,60}}?)\s*(?:[:,]|\b(?:duoc|dat|cong|tinh|cham|them|la)\b|\s)*\s*(?P<each>{NUMBER})\s*(?:diem|d)\b"
)
CAP = re.compile(
    rf"(?:toi da khong qua|toi da|khong qua|khong vuot qua|nhung khong qua)\s*(?:la\s*)?(?P<cap>{NUMBER})\s*(?:diem|d)\b|(?:toi da|khong qua|khong vuot qua)\s*(?:la\s*|bang\s*)?(?:so\s*)?(?:diem toi da|muc diem)"
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
    rf"(?:(?:so )?diem(?P<of> [^\d/*×+;:=<>≤≥−-]{{1,40}})? ?= ?)?(?:{_FULL_POINTS} ?(?:\*|×|x|nhan voi) ?)?"
    rf"(?P<value>{_HALF})(?:/ ?|chia cho )(?P<best>{_HALF})(?:lon nhat|cao nhat|max)(?P<whose>{_HALF}?)?(?:(?:\*|×|x|nhan voi) ?{_FULL_POINTS} ?\.?)?\.?"
)
"""The whole of a text that says no more than "giá trị/giá trị lớn nhất × điểm tối đa"."""
_OWN = re.compile(
    r"(?:của (?:đơn vị|cơ quan|chỉ số|tiêu chí)|đạt được|thực tế|(?:trong|của) (?:cùng )?khối|(?:trong|của) (?:số )?(?:các|tất cả các) (?:đơn vị|cơ quan))[ )]*$"
)
"""What a value or the largest of all values is of anyway."""
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
    r"(?:(?:so )?diem ?= ?)?gia tri(?P<value>[^;.:*×+−-]{0,40}?)(?:\(tu 0 den 1\))? ?(?:\*|×) ?diem toi da\.?"
)
_TIMES = re.compile(
    rf"diem = (?P<letter>[a-h])\s*\*\s*(?P<each>{NUMBER})(?:, (?:nhieu nhat|toi da|khong qua) (?P<cap>{NUMBER}) diem)?"
)
MAX_LISTED = 40
_SHOWN = re.compile(
    r"khong tinh diem|chi (?:so )?(?:de )?theo doi|khong cham diem|chi thu thap(?: so lieu| thong tin)?"
)


def read_shown(case: Case) -> ParsedRule | None:
    """Read "Không tính điểm"."""
    # A text that also gives points is not "shown only", whatever else it says.
    if _SHOWN.search(case.folded) and not case.positive and not case.ratios:
        read = ParsedRule({"kind": "shown"})
        read.used += [case.original(match) for match in _SHOWN.finditer(case.folded)]
        return read
    return None


def read_share(case: Case) -> ParsedRule | None:
    """Read "Giá trị (từ 0 đến 1) × điểm tối đa"."""
    if not _SHARE.search(case.folded):
        return None
    title = case.definitions.titles.get("a", case.title)
    read = ParsedRule({"kind": "share"}, [item("a", "share", title)])
    _use_whole(case, read, _IS_SHARE)
    return read


def _use_whole(
    case: Case, read: ParsedRule, pattern: re.Pattern[str]
) -> dict[str, str]:
    """
    Take what the definitions leave of a text, if it says no more than a pattern.

    Returns what the pattern's named groups matched; these words are not taken.
    """
    rest = " ".join("; ".join(case.definitions.rest).split())
    match = pattern.fullmatch(fold_letters(rest))
    if match is None:
        return {}
    # Named groups are the document's own words: the caller decides whether they say something.
    spans = {name: match.span(name) for name in match.groupdict() if match[name]}
    ends = [0, *(end for span in spans.values() for end in span), len(rest)]
    read.used += [
        rest[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True)
    ]
    return {name: rest[start:end] for name, (start, end) in spans.items()}


def read_relative(case: Case) -> ParsedRule | None:
    """Read "giá trị/giá trị lớn nhất × điểm tối đa"."""
    if not _LARGEST.search(case.folded):
        return None
    read = ParsedRule({"kind": "relative"})
    free = _use_whole(case, read, _IS_RELATIVE)
    title = case.definitions.titles.get("a", case.title)
    value = _OWN.sub("", free.get("value", "")).strip(" ()")
    if case.definitions.has_ratio:
        add_items(case, read)
        read.rule["on"] = guarded_ratio(case)
    elif "a" not in case.definitions.titles and words_beside(value, [title]):
        read.items.append(item("a", "number", sentence(value)))
        read.labels.append(value)
    else:
        read.items.append(item("a", "number", title))
    read.used += [own for words in free.values() for own in _OWN.findall(words)]
    return read


def read_count(case: Case) -> ParsedRule | None:
    """Read "mỗi ứng dụng 1 điểm, tối đa 5 điểm"."""
    times = _TIMES.search(case.folded)
    if times is not None:
        return _times(case, times)
    each = _EACH.search(case.folded) or _EVERY.search(case.folded)
    # "mỗi quý" is a period, not a thing that is counted.
    if each is None or _PERIOD.match(each[0]) or case.ratios:
        return None
    cap = CAP.search(case.folded, each.end())
    thing = each["thing"].strip()
    start = case.folded.find(thing, each.start())
    name = case.flat[start : start + len(thing)]
    many = int(each.groupdict().get("many", 1))
    rule: Data = {"kind": "count", "each": number(each["each"]) / many}
    read = ParsedRule(rule, [item("a", "count", case.title, name)])
    if many > 1:
        read.doubt(
            f"phần lẻ của {many} cũng được tính theo tỷ lệ",
            f"a part of {many} counts for its part of the points",
        )
    _set_cap(case, cap, read)
    read.used += [case.original(match) for match in (each, cap) if match]
    read.named.append(name)
    return read


def _set_cap(case: Case, cap: re.Match[str] | None, read: ParsedRule) -> None:
    if cap is None:
        read.doubt("không nói tối đa bao nhiêu điểm", "no cap is stated")
    elif cap["cap"] and (points := number(cap["cap"])) < case.points:
        read.rule["cap"] = points
        read.doubt(
            f"tối đa {format_short(points, 'vi')} điểm, ít hơn {format_short(case.points, 'vi')} điểm của chỉ số",
            f"at most {format_short(points, 'en')}, less than the criterion's {format_short(case.points, 'en')} points",
        )


def _times(case: Case, times: re.Match[str]) -> ParsedRule:
    rule: Data = {"kind": "count", "each": number(times["each"])}
    if times["cap"] and number(times["cap"]) < case.points:
        rule["cap"] = number(times["cap"])
    title = case.definitions.titles.get(times["letter"], case.title)
    read = ParsedRule(rule, [item("a", "count", title)])
    read.used.append(case.original(times))
    return read


def read_periods(case: Case) -> ParsedRule | None:
    """Read "Mỗi quý: đúng hạn 0,5 điểm; trễ hạn 0,25 điểm": one choice a period."""
    clauses = case.clauses.all
    context = fold_letters(clauses[0].context) if clauses else ""
    found = _PERIOD.match(context) or _PERIOD.match(case.folded)
    if found is None or found[1] not in _PERIODS or not case.positive:
        return None
    count, vi = _PERIODS[found[1]]
    options: list[Data] = [
        {
            "code": f"o{number}",
            "title": {"vi": sentence(_split_clause(clause)[1])},
            **gives(clause),
        }
        for number, clause in enumerate(clauses, start=1)
    ]
    best = max(clause.award.points_for(case.points) for clause in case.positive)
    is_titled = all(option["title"]["vi"] for option in options)
    # Only where the periods together give the full points is it this rule, and not four options
    # of one choice.
    if not is_same(best * count, case.points) or not is_titled:
        return None
    items = [item(f"q{rank}", "choice", f"{vi} {rank}") for rank in range(1, count + 1)]
    codes = [period["code"] for period in items]
    read = ParsedRule({"kind": "periods", "on": codes, "options": options}, items)
    if _PERIOD.match(context):
        read.used.append(clauses[0].context[: found.end()])
    for clause in clauses:
        _use_option(clause, found[1], read)
    return read


def _use_option(clause: Clause, period: str, read: ParsedRule) -> None:
    prefix, condition = _split_clause(clause)
    read.labels.append(condition)
    read.used += [clause.head, clause.award_words]
    if fold_letters(prefix).endswith(period):
        read.used.append(prefix)


def _split_clause(clause: Clause) -> tuple[str, str]:
    """Return the words that say that a condition is of each period, and the others."""
    match = _PERIOD.match(clause.folded)
    end = match.end() if match else 0
    return clause.words[:end], clause.words[end:]


def read_checklist(case: Case) -> ParsedRule | None:
    """Read "Đầy đủ 7 nội dung: điểm tối đa; chưa đầy đủ: Tỷ lệ*điểm tối đa"."""
    full = [clause for clause in case.clauses.all if case.is_full(clause)]
    match = _FULL_LIST.match(full[0].folded) if len(full) == 1 else None
    # Without a ratio for the incomplete list it is a choice between full and nothing.
    if match is None or not case.ratios:
        return None
    count = int(number(match["n"]))
    if not 1 < count <= MAX_LISTED:
        return None
    words = full[0].words[match.start("thing") : match.end("thing")]
    codes = [f"k{number}" for number in range(1, count + 1)]
    title = words[:1].upper() + words[1:]
    items = [
        item(code, "yes_no", f"{title} {number}")
        for number, code in enumerate(codes, start=1)
    ]
    read = ParsedRule({"kind": "checklist", "on": codes}, items)
    for clause in case.clauses.all:
        if clause is full[0]:
            read.used += [clause.head, clause.words[: match.end()], clause.award_words]
        elif not clause.bound and clause.award.points in {None, 0, case.points}:
            read.compare(clause)
    read.doubt_items(
        f"điền tên của {count} {words}", f"name the {count} entries of the list"
    )
    return read
