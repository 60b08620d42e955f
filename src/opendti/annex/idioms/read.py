"""One scoring text to one rule: the families in turn, the surest first."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from opendti.annex.folding import fold_letters
from opendti.annex.idioms.awards import awarded_range, find_awards
from opendti.annex.idioms.case import Case, ParsedRule, case_of, is_same, item
from opendti.annex.idioms.counts import (
    read_checklist,
    read_count,
    read_periods,
    read_relative,
    read_share,
    read_shown,
)
from opendti.annex.idioms.coverage import doubt_unused
from opendti.annex.idioms.gradual import read_deducted_count, read_gradual
from opendti.annex.idioms.proof import prove_bounds
from opendti.annex.idioms.ratios import read_ratio
from opendti.annex.idioms.tables import (
    read_options,
    read_parts,
    read_steps,
    read_yes_no,
)
from opendti.annex.idioms.written import read_written
from opendti.numeric.text import format_short

__all__ = ["ParsedRule", "read_rule"]

Family = Callable[[Case], ParsedRule | None]
# From the most specific to the most general: the first that recognises the text takes it.
FAMILIES: tuple[Family, ...] = (
    read_written,
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
_ALONE = {"parts", "shown"}
# A limit for hostile cells: the running time of the patterns grows faster than the length.
MAX_LENGTH = 8_000


def read_rule(text: str, title: str, points: float) -> ParsedRule:
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
    ParsedRule
        Without doubts where the text says this and nothing else. What is not
        understood becomes the rule `share`, with the doubt noted.

    Examples
    --------
    >>> read_rule("Tỷ lệ = a/b; Điểm = Tỷ lệ*Điểm tối đa", "Hồ sơ", 5).rule
    {'kind': 'ratio'}
    """
    if not text.strip():
        return _unread(title).doubt("không có cách tính điểm", "no scoring text")
    if len(text) > MAX_LENGTH:
        return _unread(title).doubt(
            "cách tính điểm quá dài", "the scoring text is too long"
        )
    return _read(case_of(text, title, points))


def _read(case: Case) -> ParsedRule:
    """Try the whole text first, then the families in turn."""
    # Lists first: each entry would otherwise be taken for the whole.
    read = _numbered(case) or _read_and_check(case)
    if read is not None:
        return read
    read = _first(case)
    if read is None:
        return _unread(case.title).doubt(
            "chưa hiểu cách tính điểm", "the scoring text was not understood"
        )
    prove_bounds(case, read)
    doubt_unused(case, read)
    return read


def _first(case: Case) -> ParsedRule | None:
    """Return what the first family that knows the text makes of it."""
    return next((read for family in FAMILIES if (read := family(case))), None)


def read_extra(kind: str, text: str, title: str, points: float) -> ParsedRule:
    """Turn a text into points outside the scale; `kind` is bonus or penalty."""
    deduction = (
        read_deducted_count(case_of(text, title, points)) if kind == "penalty" else None
    )
    read = deduction or read_rule(text, title, points)
    if read.rule["kind"] in _ALONE:
        read = _unread(title).doubt(
            "chưa hiểu cách tính điểm", "the scoring text was not understood"
        )
    read.rule = {"kind": kind, "rule": read.rule}
    return read


def _unread(title: str) -> ParsedRule:
    return ParsedRule({"kind": "share"}, [item("a", "share", title)])


def _read_and_check(case: Case) -> ParsedRule | None:
    """Read "từ 0 đến 10 điểm": how many is for the appraiser to say."""
    found = awarded_range(case.folded)
    if found is None:
        return None
    (low, high), (least, most) = (
        [format_short(points, language) for points in found]
        for language in ("vi", "en")
    )
    return _unread(case.title).doubt(
        f"người chấm cho từ {low} đến {high} điểm; hiểu là phần được cho của điểm tối đa",
        f"the appraiser gives from {least} to {most} points; read as a share of the points",
    )


def _numbered(case: Case) -> ParsedRule | None:
    """Read "1. … 2. …": each a part with its own rule and its own points."""
    sections = [
        _section(section_text, case.points) for section_text in _sections(case.text)
    ]
    if len(sections) < 2:  # noqa: PLR2004 -- one section is no list
        return None
    parts, read = [], ParsedRule({"kind": "parts"})
    # Without x, the sign of multiplication in these texts.
    codes = iter("abcdefghijklmnopqrstuvwyz")
    for number, section in enumerate(sections, start=1):
        part = case_of(section.body, case.title, section.max_points)
        inner = _first(part)
        if inner is None or inner.rule["kind"] in _NOT_PARTS or not inner.is_sure:
            return None
        if section.max_points <= 0:
            return None
        doubt_unused(part, inner)
        own = [str(item["code"]) for item in inner.items] or ["a"]
        letters = dict(zip(own, codes, strict=False))
        title = section.title or f"Phần {number}"
        rule = _relettered(inner.rule, letters)
        parts.append({
            "code": f"p{number}",
            "title": {"vi": title},
            "points": section.max_points,
            "rule": rule,
        })
        read.items += _items(inner, letters, title)
        read.doubts += inner.doubts
        read.item_doubts += inner.item_doubts
    # Parts that do not add up to the printed points have been misread.
    if not is_same(sum(section.max_points for section in sections), case.points):
        return None
    read.rule["parts"] = parts
    return read.doubt("gồm nhiều phần cộng lại", "several parts that add up")


@dataclass(frozen=True, slots=True)
class _Section:
    """A part's title, its points, and the text of its rule."""

    title: str
    max_points: float
    body: str


def _sections(text: str) -> list[str]:
    marks: list[re.Match[str]] = []
    for match in _NUMBERED.finditer(text):
        # Only numbers that count from 1 on begin a section; others are dates and decisions.
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
    found = find_awards(fold_letters(text))
    if found and text[found[0].end :].lstrip().startswith(":"):
        title = text[: found[0].start].strip(" ,(:-")
        body = text[found[0].end :].lstrip(" :")
        return _Section(title, found[0].award.points_for(points), body)
    amounts = [
        clause.award.points_for(points) for clause in found if not clause.award.ratio
    ]
    max_points = max((amount for amount in amounts if amount < points), default=0.0)
    return _Section(_first_words(text), max_points, text)


def _first_words(section: str) -> str:
    head = re.split(r"[:;.\n]", section)[0].strip()
    is_title = 3 <= len(head) <= 200 and not fold_letters(head).startswith("dat ")  # noqa: PLR2004 -- a phrase
    return head[:1].upper() + head[1:] if is_title else ""


_SHARE_TYPES = {"yes_no": "yes_no", "choice": "choice", "share": "share"}


def _items(
    inner: ParsedRule, letters: dict[str, str], title: str
) -> list[dict[str, object]]:
    kind = _SHARE_TYPES.get(str(inner.rule["kind"]), "count")
    own = inner.items or [item("a", kind, title)]
    return [{**item, "code": letters[str(item["code"])]} for item in own]


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
