"""Points that shrink or grow with each thing: "mỗi báo cáo chậm trừ 0,5 điểm"."""

from __future__ import annotations

import re

from opendti.annex.folding import NUMBER, fold_letters, number
from opendti.annex.idioms.awards import find_awards
from opendti.annex.idioms.case import Case, Data, ParsedRule, item, sentence
from opendti.annex.idioms.counts import CAP
from opendti.annex.idioms.ratios import add_items
from opendti.annex.idioms.zero_denominators import guarded_ratio

_EACH = r"\b(?:moi|cu(?:\s+moi)?)\s+(?:mot\s+|0?1\s+)?"
_DEDUCTS = rf"(?:thi\s+|se\s+|bi\s+)*tru(?:\s+di)?\s+(?P<each>{NUMBER})\s*(?:diem|d)\b"
_PER_THING = re.compile(rf"{_EACH}(?P<thing>[^:;.\d]{{1,80}}?)\s*[:,]?\s*{_DEDUCTS}")
_PER_CENT = re.compile(
    rf"(?:{_EACH})?(?:giam|thieu|thap\s+hon)\s+(?P<step>{NUMBER})\s*%[^:;.\d]{{0,20}}?[:,]?\s*{_DEDUCTS}"
)
_DEDUCTION_CAP = re.compile(
    rf"(?:tru\s+(?:nhieu\s+nhat|toi\s+da|khong\s+qua)|(?:toi\s+da|khong\s+qua))\s*(?:la\s*)?(?:tru\s+)?(?P<cap>{NUMBER})\s*(?:diem|d)\b"
)
_DEDUCTION = re.compile(r"\btru\b|^(?:toi da|khong qua|nhieu nhat)$")
_FIRST_THEN = re.compile(
    rf"(?:\b(?:co|dat)\s+(?:tu\s+)?|^)(?:0?1|mot)\s+(?P<thing>[^:;.,\d]{{1,60}}?)\s*(?:[:,]|\b(?:thi|duoc|dat)\b|\s)*\s*(?P<first>{NUMBER})\s*(?:diem|d)\b"
    rf"[\s,;.]*(?:va\s+)?{_EACH}(?P<next>[^:;.,\d]{{1,60}}?)\b(?:tiep\s+theo|tang\s+them|them|nua)\b(?P<rest>[^:;.\d]{{0,30}}?)(?P<each>{NUMBER})\s*(?:diem|d)\b"
)


def read_gradual(case: Case) -> ParsedRule | None:
    """Read what deducts points or adds them, beginning from a stated amount."""
    return _read_deduction_per_cent(case) or _read_deduction(case) or _first_then(case)


def _read_deduction(case: Case) -> ParsedRule | None:
    """Read "Đầy đủ, đúng hạn: 4 điểm; mỗi báo cáo chậm trừ 0,5 điểm"."""
    found = _PER_THING.search(case.folded)
    if found is None:
        return None
    each, cap = number(found["each"]), _deduction_cap(case.folded, found.end())
    # With a cap below the points something always remains; otherwise it ends at 0.
    if cap is not None and cap < case.points:
        formula = f"max - MIN({cap:g}, {_times(each)})"
    else:
        formula = f"MAX(0, max - {_times(each)})"
    thing = sentence(_original(case, found, "thing"))
    read = ParsedRule(_points(formula), [item("a", "count", thing)])
    _doubt_bounds(case, read)
    return _with_doubts(case, found, read)


def _doubt_bounds(case: Case, read: ParsedRule) -> None:
    """Doubt a number to be reached that no item has: of nothing, or of all, nothing is deducted."""
    for clause in case.clauses.all:
        bound = clause.bound
        if bound and bound.low not in ({1.0} if bound.is_share else {0.0}):
            read.doubt(
                f"“{clause.words}”: quy tắc chỉ đếm phần bị trừ, không có mốc này",
                f"“{clause.words}”: the rule counts what is taken away alone, without this bound",
            )


def _read_deduction_per_cent(case: Case) -> ParsedRule | None:
    """Read "Đạt 100%: 10 điểm; cứ giảm 1% trừ 0,2 điểm"."""
    # A step of 0 % would divide by 0; it is a misprint.
    found = _PER_CENT.search(case.folded)
    if found is None or not number(found["step"]):
        return None
    full = [
        clause.bound
        for clause in case.clauses.all
        if case.is_full(clause) and clause.bound
    ]
    # Where the text does not say what gives full points, it is 100 %.
    target = next((bound.low for bound in full if bound.is_share), 1.0)
    each = 100 * number(found["each"]) / number(found["step"])
    read = ParsedRule({"kind": "formula"})
    if case.definitions.has_ratio:
        add_items(case, read)
        share = guarded_ratio(case)
    else:
        read.items.append(item("a", "share", case.title))
        share = "a"
    read.rule = _points(f"MAX(0, MIN(max, max - {each:g} * ({target:g} - {share})))")
    read.doubt(
        f"phần lẻ của {found['step']}% cũng bị trừ theo tỷ lệ",
        f"a part of {found['step']}% takes its part of the points away",
    )
    return _with_doubts(case, found, read)


def _first_then(case: Case) -> ParsedRule | None:
    """Read "01 mô hình được 3 điểm, mỗi mô hình tiếp theo 1,5 điểm, tối đa 6 điểm"."""
    found = _FIRST_THEN.search(case.folded)
    if found is None:
        return None
    first, each = number(found["first"]), number(found["each"])
    # Nothing for none: the first amount is for the first thing.
    formula = f"IF(a < 1, 0, MIN(max, {first:g} + {each:g} * (a - 1)))"
    unit = _original(case, found, "thing")
    read = ParsedRule(_points(formula), [item("a", "count", case.title, unit)])
    cap = CAP.search(case.folded, found.end())
    read.used += [case.original(match) for match in (found, cap) if match]
    rest = re.sub(r"(?:được)?\s*(?:cộng)?$", "", case.original(found, "rest"))
    read.named += [unit, case.original(found, "next"), rest]
    if cap is None:
        read.doubt("không nói tối đa bao nhiêu điểm", "no cap is stated")
    elif cap["cap"] and number(cap["cap"]) != case.points:
        read.doubt(
            f"tối đa {cap['cap']} điểm, khác điểm của chỉ số",
            f"at most {cap['cap']} points, other than the criterion's",
        )
    return read


def read_deducted_count(case: Case) -> ParsedRule | None:
    """Read "Mỗi sự cố trừ 2 điểm" as a count of what is deducted."""
    found = _PER_THING.search(case.folded)
    if found is None:
        return None
    thing = sentence(_original(case, found, "thing"))
    counted: Data = {"kind": "count", "each": number(found["each"])}
    return ParsedRule(counted, [item("a", "count", thing)])


def max_deduction(text: str) -> float | None:
    """
    Return the most that a text deducts; None where it does not only deduct.

    Examples
    --------
    >>> max_deduction("Mỗi sự cố trừ 2 điểm, trừ tối đa 6 điểm")
    6.0
    """
    folded = _flat(text)
    found = _PER_THING.search(folded)
    if found is None or any(
        award.award.is_positive for award in find_awards(folded[: found.start()])
    ):
        return None
    return _deduction_cap(folded, found.end()) or number(found["each"])


def _flat(text: str) -> str:
    return " ".join(fold_letters(text).split())


def _deduction_cap(folded: str, start: int) -> float | None:
    found = _DEDUCTION_CAP.search(folded, start)
    return number(found["cap"]) if found else None


def _times(each: float) -> str:
    return "a" if each == 1 else f"{each:g} * a"


def _points(formula: str) -> Data:
    return {"kind": "formula", "formula": formula, "gives": "points"}


def _original(case: Case, found: re.Match[str], name: str) -> str:
    """Return a group in the text's own letters."""
    return case.original(found, name)


def _with_doubts(case: Case, found: re.Match[str], read: ParsedRule) -> ParsedRule:
    """Take the clauses beside a deduction, which must give full points."""
    cap = _DEDUCTION_CAP.search(case.folded, found.end())
    read.used += [case.original(match) for match in (found, cap) if match]
    if "thing" in found.groupdict():
        read.named.append(case.original(found, "thing"))
    full = [
        clause
        for clause in case.clauses.all
        if case.is_full(clause) and not _DEDUCTION.search(clause.folded)
    ]
    for clause in full:
        if clause.bound:
            read.compare(clause)
        else:
            read.show(clause)
    if not full:
        read.doubt(
            "không nói bắt đầu từ bao nhiêu điểm; hiểu là trừ dần từ điểm tối đa",
            "where it begins is not stated; taken from full points",
        )
    return read
