"""One scoring text to one rule: the families in turn, the surest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from opendti.annex.idioms.arithmetic import doubt_arithmetic
from opendti.annex.idioms.awards import awarded_range, find_awards
from opendti.annex.idioms.case import Case, RuleRead, case_of, is_same, item, left_over
from opendti.annex.idioms.counts import (
    read_checklist,
    read_count,
    read_periods,
    read_relative,
    read_share,
    read_shown,
)
from opendti.annex.idioms.gradual import read_gradual, read_taken, speaks_of_steps
from opendti.annex.idioms.proof import prove_bounds
from opendti.annex.idioms.ratios import read_ratio, says_not_applicable
from opendti.annex.idioms.tables import (
    read_options,
    read_parts,
    read_steps,
    read_yes_no,
)
from opendti.annex.idioms.written import read_written
from opendti.annex.letters import fold

__all__ = ["RuleRead", "read_rule"]

Family = Callable[[Case], RuleRead | None]
FAMILIES: tuple[Family, ...] = (
    read_shown,
    read_share,
    read_gradual,
    read_relative,
    read_periods,
    read_checklist,
    read_count,
    read_ratio,
    read_steps,
    read_yes_no,
    read_parts,
    read_options,
)
_NUMBERED = re.compile(r"(?:^|[\n.;]\s*|:\s*)\(?(\d)[.)]\s+(?=[^\d\s])")
_NOT_PARTS = {"parts", "shown", "periods", "checklist", "formula"}
_ROUNDED = re.compile(r"\blam\s+tron\b")
_WITHOUT_RATIO = {"yes_no", "choice", "parts", "count", "shown"}
_OF_EACH_PERIOD = re.compile(r"(?:moi|tung|hang)\s+(?:quy|thang|ky)\b")
_ALONE = {"parts", "shown"}
LONGEST = 8_000


def read_rule(text: str, title: str, points: float) -> RuleRead:
    """
    Turn the text of "cách tính điểm" into a rule.

    Parameters
    ----------
    text
        The cell's text.
    title
        The criterion's title, for items that the text does not name.
    points
        The criterion's points, for options that add up and for full points.

    Returns
    -------
    RuleRead
        Without doubts where the text says this and nothing else. What is not
        understood becomes the rule `share`, with the doubt said.

    Examples
    --------
    >>> read_rule("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa", "Hồ sơ", 5).rule
    {'kind': 'ratio'}
    """
    if not text.strip():
        return _unread(title).doubt("không có cách tính điểm", "no scoring text")
    if len(text) > LONGEST:
        return _unread(title).doubt(
            "cách tính điểm quá dài", "the scoring text is too long"
        )
    return _read(case_of(text, title, points))


def _read(case: Case) -> RuleRead:
    """Try the whole text first, then the families in turn."""
    whole = read_written(case) or _numbered(case) or _judged(case)
    if whole is not None:
        return whole
    for family in FAMILIES:
        read = family(case)
        if read is not None:
            _with_leftovers(case, read)
            doubt_arithmetic(case, read)
            prove_bounds(case, read)
            return read
    return _unread(case.title).doubt(
        "chưa hiểu cách tính điểm", "the scoring text was not understood"
    )


def read_extra(kind: str, text: str, title: str, points: float) -> RuleRead:
    """Turn a text into points outside the scale; `kind` is bonus or penalty."""
    taken = read_taken(case_of(text, title, points)) if kind == "penalty" else None
    read = taken or read_rule(text, title, points)
    if read.rule["kind"] in _ALONE:
        read = _unread(title).doubt(
            "chưa hiểu cách tính điểm", "the scoring text was not understood"
        )
    read.rule = {"kind": kind, "rule": read.rule}
    return read


def _unread(title: str) -> RuleRead:
    return RuleRead({"kind": "share"}, [item("a", "share", title)])


def _judged(case: Case) -> RuleRead | None:
    """Read "từ 0 đến 10 điểm": how many is for the appraiser to say."""
    found = awarded_range(case.folded)
    if found is None:
        return None
    low, high = (f"{points:g}" for points in found)
    return _unread(case.title).doubt(
        f"người chấm cho từ {low} đến {high} điểm; hiểu là phần được cho của điểm tối đa",
        f"the appraiser gives from {low} to {high} points; read as a share of the points",
    )


def _with_leftovers(case: Case, read: RuleRead) -> RuleRead:
    if read.rule["kind"] != "formula" and speaks_of_steps(case.folded):
        read.doubt(
            "còn phần cộng dần hoặc trừ dần chưa dùng đến",
            "points that grow or shrink step by step are not taken into account",
        )
    if case.definitions.has_ratio and read.rule["kind"] in _WITHOUT_RATIO:
        read.doubt("tỷ lệ chưa dùng đến", "the ratio is not taken into account")
    if _OF_EACH_PERIOD.match(case.folded) and read.rule["kind"] != "periods":
        read.doubt(
            "chưa tính riêng từng kỳ", "that it is of each period is not accounted for"
        )
    if _ROUNDED.search(case.folded):
        read.doubt(
            "cách làm tròn chưa dùng đến", "the rounding is not taken into account"
        )
    if read.rule["kind"] in {"count", "relative", "shown"}:
        return read
    zero = read.rule.get("zero")
    for piece in left_over(case.clauses.leftovers):
        if zero == "not_applicable" and says_not_applicable(piece):
            continue
        shown = piece if len(piece) <= 120 else piece[:120] + "…"  # noqa: PLR2004 -- a line
        read.doubt(f"chưa dùng đến: “{shown}”", f"not taken into account: “{shown}”")
    return read


def _numbered(case: Case) -> RuleRead | None:
    """Read "1. … 2. …": each a part with its own rule and its own points."""
    sections = [_section(one, case.points) for one in _sections(case.text)]
    if len(sections) < 2:  # noqa: PLR2004 -- one section is no list
        return None
    parts, read = [], RuleRead({"kind": "parts"})
    codes = iter("abcdefghijklmnopqrstuvwyz")
    for place, section in enumerate(sections, start=1):
        inner = read_rule(section.body, case.title, section.most)
        if section.most <= 0 or inner.rule["kind"] in _NOT_PARTS or not inner.is_sure:
            return None
        own = [str(one["code"]) for one in inner.items] or ["a"]
        letters = dict(zip(own, codes, strict=False))
        title = section.title or f"Phần {place}"
        rule = _relettered(inner.rule, letters)
        parts.append({
            "code": f"p{place}",
            "title": {"vi": title},
            "points": section.most,
            "rule": rule,
        })
        read.items += _items(inner, letters, title)
        read.item_doubts += inner.item_doubts
    if not is_same(sum(section.most for section in sections), case.points):
        return None
    read.rule["parts"] = parts
    return read.doubt("gồm nhiều phần cộng lại", "several parts that add up")


@dataclass(frozen=True, slots=True)
class _Section:
    """A part's title, what it is worth, and the text of its rule."""

    title: str
    most: float
    body: str


def _sections(text: str) -> list[str]:
    marks: list[re.Match[str]] = []
    for match in _NUMBERED.finditer(text):
        if int(match[1]) == len(marks) + 1:
            marks.append(match)
    if not marks:
        return []
    ends = [match.start() for match in marks[1:]] + [len(text)]
    return [
        text[match.end() : end].strip() for match, end in zip(marks, ends, strict=True)
    ]


def _section(text: str, points: float) -> _Section:
    """Take "Tên phần, 10 điểm: cách tính" apart; else the most that the text gives."""
    found = find_awards(fold(text))
    if found and text[found[0].end :].lstrip().startswith(":"):
        title = text[: found[0].start].strip(" ,(:-")
        body = text[found[0].end :].lstrip(" :")
        return _Section(title, found[0].award.worth(points), body)
    worths = [one.award.worth(points) for one in found if not one.award.ratio]
    most = max((worth for worth in worths if worth < points), default=0.0)
    return _Section(_first_words(text), most, text)


def _first_words(section: str) -> str:
    head = re.split(r"[:;.\n]", section)[0].strip()
    is_title = 3 <= len(head) <= 200 and not fold(head).startswith("dat ")  # noqa: PLR2004 -- a phrase
    return head[:1].upper() + head[1:] if is_title else ""


_SHARE_TYPES = {"yes_no": "yes_no", "choice": "choice", "share": "share"}


def _items(
    inner: RuleRead, letters: dict[str, str], title: str
) -> list[dict[str, object]]:
    kind = _SHARE_TYPES.get(str(inner.rule["kind"]), "count")
    own = inner.items or [item("a", kind, title)]
    return [{**one, "code": letters[str(one["code"])]} for one in own]


def _relettered(rule: dict[str, object], letters: dict[str, str]) -> dict[str, object]:
    """Give a part's rule the letters that its items have in the criterion."""

    def renamed(formula: str) -> str:
        return re.sub(
            r"\b[a-z]\b", lambda match: letters.get(match[0], match[0]), formula
        )

    result = dict(rule)
    if rule["kind"] == "ratio":
        result["numerator"] = renamed(str(rule.get("numerator", "a")))
        result["denominator"] = renamed(str(rule.get("denominator", "b")))
    else:
        result["on"] = renamed(str(rule.get("on", "a")))
    return result
