"""Ratios: plain, with a target (jump or scaled), with a floor, all or nothing."""

from __future__ import annotations

import math
import re

from opendti.annex.folding import fold_letters
from opendti.annex.idioms.bounds import Bound
from opendti.annex.idioms.case import Case, Data, ParsedRule, gives, item
from opendti.annex.idioms.clauses import Clause
from opendti.annex.idioms.zero_denominators import (
    formulas_of,
    is_nothing_to_divide_by,
    set_zero,
    set_zero_of_steps,
    use_nothing,
    use_words_on_nothing,
    zero_of,
)


def read_ratio(case: Case) -> ParsedRule | None:
    """Read a/b with whatever bounds the clauses set."""
    bounded = [
        clause for clause in case.clauses.all if clause.bound and clause.bound.is_share
    ]
    if not (case.ratios or bounded or case.definitions.has_ratio):
        return None
    zero, clauses = zero_of(case)
    if any(
        clause.award.is_positive and not clause.bound and not is_lowest(clause, clauses)
        for clause in clauses
    ):
        return None
    # Amounts instead of "tỷ lệ × điểm" are steps on the ratio.
    if not case.ratios and (
        len(_fixed(clauses)) > 1 or _has_partial(case, clauses) or _is_open(clauses)
    ):
        read = _share_steps(case, clauses, zero)
        _use_clauses(case, read)
        return read
    rule: Data = {"kind": "ratio"}
    read = ParsedRule(rule)
    _use_clauses(case, read)
    set_zero(case, read, zero)
    if not _set_bounds(case, clauses, rule):
        return None
    if any(clause.award.points not in {None, case.points} for clause in case.ratios):
        read.doubt(
            "điểm nhân với tỷ lệ khác điểm tối đa",
            "the points that the ratio is multiplied with are not the maximum",
        )
    add_items(case, read)
    return read


def _use_clauses(case: Case, read: ParsedRule) -> None:
    for clause in case.clauses.all:
        if clause.bound or not is_nothing_to_divide_by(case, clause):
            read.compare(clause)
        else:
            use_nothing(read, clause)
    use_words_on_nothing(case, read)


def _fixed(clauses: list[Clause]) -> list[Clause]:
    return [clause for clause in clauses if clause.award.is_positive]


def _has_partial(case: Case, clauses: list[Clause]) -> bool:
    return any(not case.is_full(clause) for clause in _fixed(clauses))


def _is_open(clauses: list[Clause]) -> bool:
    """Recognise "không quá 5%" and "trên 80%", which no ratio with a target says."""
    return any(
        clause.bound.low_open or (clause.bound.low == -math.inf)
        for clause in _fixed(clauses)
        if clause.bound
    )


def _set_bounds(case: Case, clauses: list[Clause], rule: Data) -> bool:
    full = [
        clause.bound.low for clause in clauses if case.is_full(clause) and clause.bound
    ]
    ratios = [clause for clause in clauses if clause.award.ratio]
    if _has_partial(case, clauses) or len(full) > 1:
        return False
    target = next(iter(full), None)
    # A target above 100 % is a number that was taken for a share.
    if target is not None and not 0 < target <= 1:
        return False
    if not ratios:
        return _set_all_or_nothing(case, clauses, rule, target)
    scaled = next(
        (clause.award.target for clause in ratios if clause.award.target), None
    )
    if scaled is not None:
        rule |= {"target": scaled, "below": "scaled"}
    elif target is not None and target < 1:
        rule |= {"target": target, "below": "jump"}
    nothing = [
        clause.bound for clause in clauses if clause.award.is_nothing and clause.bound
    ]
    # "dưới 3 hồ sơ: 0 điểm" is about a count, not about the ratio.
    if any(not bound.is_share or bound.high > 1 for bound in nothing):
        return False
    floor = next((bound.high for bound in nothing if bound.high > 0), None)
    if floor is not None:
        rule["floor"] = floor
    return True


def _set_all_or_nothing(
    case: Case, clauses: list[Clause], rule: Data, target: float | None
) -> bool:
    if target is None:
        return case.definitions.has_ratio and not clauses
    rule["all_or_nothing"] = True
    if target < 1:
        rule["target"] = target
    return True


def _share_steps(case: Case, clauses: list[Clause], zero: str) -> ParsedRule:
    """Read a table on a share: "từ 90%: điểm tối đa; từ 70% đến dưới 90%: 1/2"."""
    is_bare = any(_is_bare(clause.bound) for clause in clauses if clause.bound)
    steps = [
        _share_step(clause, clause.bound or Bound(low=0), is_bare=is_bare)
        for clause in clauses
        if clause.bound or is_lowest(clause, clauses)
    ]
    rule: Data = {"kind": "steps", "steps": _without_floor(steps)}
    read = ParsedRule(rule)
    if is_bare:
        read.doubt(
            "các mức của tỷ lệ không có dấu %; hiểu là phần trăm",
            "the ratio's steps have no % sign; read as per cent",
        )
    if case.definitions.has_ratio or case.definitions.titles:
        add_items(case, read)
        set_zero_of_steps(case, read, zero)
    else:
        read.items.append(item("a", "share", case.title))
    return read


def is_lowest(clause: Clause, clauses: list[Clause]) -> bool:
    """Recognise "còn lại: 1 điểm" below rows that each begin at a number."""
    return clause.is_rest and all(
        clause.bound is None or clause.bound.low > -math.inf for clause in clauses
    )


def _is_bare(bound: Bound) -> bool:
    """Recognise "từ 70 đến dưới 90" of a ratio: per cent without their sign."""
    numbers = (bound.low, bound.high)
    return not bound.is_share and any(1 < end < math.inf for end in numbers)


def _share_step(clause: Clause, bound: Bound, *, is_bare: bool) -> Data:
    start = max(bound.low, 0.0)
    if is_bare and not bound.is_share:
        # Written without %: "từ 70" of a ratio is 70 %.
        start /= 100
    step: Data = {"from": start, **gives(clause)}
    if bound.low_open:
        step["bound"] = "open"
    return step


def _without_floor(steps: list[Data]) -> list[Data]:
    """Leave out the steps at the bottom that give nothing: below the lowest is nothing."""
    ordered = sorted(steps, key=lambda step: -float(step["from"]))
    while ordered and not (ordered[-1].get("points") or ordered[-1].get("share")):
        ordered.pop()
    return ordered


def add_items(case: Case, read: ParsedRule) -> None:
    """Declare the items, with the text's titles or, doubtfully, our own."""
    top, bottom = formulas_of(case)
    letters = case.definitions.letters or ["a", "b"]
    if read.rule["kind"] == "ratio" and (top, bottom) != ("a", "b"):
        read.rule |= {"numerator": top, "denominator": bottom}
    name = _bare_title(case.title)
    missing = []
    for letter in letters:
        title = case.definitions.titles.get(letter, "")
        if not title:
            missing.append(letter)
            role = "Tử số" if letter in top else "Mẫu số"
            title = f"{role}: {name}"
        read.items.append(item(letter, "count", title))
    if missing:
        listed = ", ".join(missing)
        read.doubt_items(
            f"không có lời giải thích cho {listed}; tên tạm đặt theo tên chỉ số",
            f"nothing says what {listed} stands for; named after the criterion for now",
        )


def _bare_title(title: str) -> str:
    match = re.match(r"(?:ty|ti) le\s+", fold_letters(title))
    return title[match.end() :].strip() if match else title
