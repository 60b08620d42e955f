"""What a ratio's table or target gives where there is nothing to divide by."""

from __future__ import annotations

import re

from opendti.annex.folding import fold_letters
from opendti.annex.idioms.case import Case, Data, ParsedRule, is_same
from opendti.annex.idioms.clauses import Clause
from opendti.numeric.text import format_short

_NONE_HAPPENED = re.compile(
    r"^(?:(?:trong nam|neu|don vi|co quan|ky danh gia)\s+)*khong\s+(?:co|phat sinh)\b|^\(?(?P<letters>[a-h](?: \+ [a-h])*)\)? = 0"
)
_NONE_OF = re.compile(
    r"(?:(?:trong nam|neu|don vi|co quan)\s+)*khong\s+(?:co|phat sinh)\s+(?P<thing>[^,;.:]+)"
)
_BAD = re.compile(r"\b(?:tre|qua han|loi|vi pham|su co)\b")
_NOT_APPLICABLE = re.compile(
    r"(khong (?:co|phat sinh))(?! diem)[^.;\n]{0,80}(khong ap dung|khong tinh chi so|loai(?: khoi (?:chi so|tong diem))?|khong danh gia)"
    r"|(= 0): (khong ap dung)"
)
_ZERO_BY_ZERO = re.compile(
    r"(?:\bkhi )?\b(?P<letters>[a-h](?: \+ [a-h])*) = 0: (?:muc|ty le)(?: =)? 0(?![.,]?\d)"
)
"""What a guarded ratio gives anyway."""


def formulas_of(case: Case) -> tuple[str, str]:
    """Return the formulas above and below the line."""
    found = case.definitions
    return (found.numerator, found.denominator) if found.has_ratio else ("a", "b")


def guarded_ratio(case: Case, otherwise: int = 0) -> str:
    """Return a/b as a formula that gives 0 or 1 where there is nothing to divide by."""
    top, bottom = (
        text if text.isalpha() else f"({text})" for text in formulas_of(case)
    )
    return f"IF({bottom} = 0, {otherwise}, {top}/{bottom})"


def set_zero(case: Case, read: ParsedRule, zero: str) -> None:
    """Write into a rule of kind `ratio` what nothing in the denominator gives."""
    if zero:
        read.rule["zero"] = zero
    if zero == "not_applicable" and any(
        clause.award.is_positive and is_nothing_to_divide_by(case, clause)
        for clause in case.clauses.all
    ):
        read.doubt(
            "“không có …” vừa được điểm vừa không áp dụng",
            "“none” both gives points and does not apply",
        )
    _doubt_full(case, read, zero)


def set_zero_of_steps(case: Case, read: ParsedRule, zero: str) -> None:
    """Write into a table on a/b the ratio that gives what the text says of b = 0; doubt where none does."""
    # A rule of steps has no key for b = 0, so its formula gives a ratio, 0 or 1, instead.
    given = [_given_by(read.rule["steps"], case.points, value) for value in (0.0, 1.0)]
    meant = given[0] if _is_ratio_of_nothing(case) else _meant_by_nothing(case, zero)
    fitting = [value for value in (0, 1) if is_same(given[value], meant or 0.0)]
    otherwise = fitting[0] if fitting else 0
    read.rule["on"] = guarded_ratio(case, otherwise)
    _doubt_full(case, read, zero)
    if zero == "not_applicable" or (meant is not None and not fitting):
        read.doubt(
            "mẫu số bằng 0: bảng điểm đọc được không cho như văn bản",
            "where the denominator is 0, the steps give other than the text says",
        )
    elif meant is None and given[0] > 0:
        amount = given[otherwise]
        read.doubt(
            f"văn bản không nói mẫu số bằng 0 được bao nhiêu điểm; hiểu là {format_short(amount, 'vi')} điểm",
            f"the text does not say what a denominator of 0 gives; read as {format_short(amount, 'en')} points",
        )


def _is_ratio_of_nothing(case: Case) -> bool:
    """Recognise "b = 0: tỷ lệ = 0"."""
    found = _ZERO_BY_ZERO.search(case.folded)
    return found is not None and found["letters"] == formulas_of(case)[1]


def _meant_by_nothing(case: Case, zero: str) -> float | None:
    """Return the points that the text gives where there is nothing to divide by; None where it is silent."""
    if zero == "full":
        return case.points
    is_said = any(is_nothing_to_divide_by(case, clause) for clause in case.clauses.all)
    return 0.0 if is_said else None


def _given_by(steps: list[Data], points: float, value: float) -> float:
    """Return what a table gives at a value."""
    met = [
        step
        for step in steps
        if value > step["from"] or (value == step["from"] and "bound" not in step)
    ]
    best = max(met, key=lambda step: float(step["from"]), default={"points": 0.0})
    return float(best.get("points", best.get("share", 0.0) * points))


def _doubt_full(case: Case, read: ParsedRule, zero: str) -> None:
    if zero == "full" and _names_another(case):
        read.doubt(
            "“không có …” được điểm tối đa: có thể không phải là mẫu số bằng 0",
            "“none” gives full points: it may not be the denominator that is 0",
        )


def zero_of(case: Case) -> tuple[str, list[Clause]]:
    """Return what nothing in the denominator gives, and the other clauses."""
    kept, zero = [], ""
    for clause in case.clauses.all:
        # Only nothing, or full points, can be written as the key `zero`.
        is_partial = clause.award.is_positive and not case.is_full(clause)
        if is_nothing_to_divide_by(case, clause) and not is_partial:
            zero = "full" if case.is_full(clause) else zero
        else:
            kept.append(clause)
    if _NOT_APPLICABLE.search(case.folded):
        zero = "not_applicable"
    return zero, kept


def is_nothing_to_divide_by(case: Case, clause: Clause) -> bool:
    """Recognise "b = 0" or "không phát sinh hồ sơ" beside a ratio; "a = 0" is another matter."""
    match = _NONE_HAPPENED.match(clause.folded)
    if match is None or not (case.ratios or case.definitions.has_ratio):
        return False
    return match["letters"] in {None, formulas_of(case)[1]}


def _names_another(case: Case) -> bool:
    """Distinguish "không có hồ sơ trễ hạn" from none of what the ratio is divided by."""
    whole = case.definitions.titles.get(formulas_of(case)[1], "")
    for clause in case.clauses.all:
        match = _NONE_OF.match(clause.folded)
        # All words of the thing occur in the denominator's title: then it is the same thing.
        if match and case.is_full(clause) and whole:
            return not set(match["thing"].split()) <= set(fold_letters(whole).split())
        if match and case.is_full(clause) and _BAD.search(match["thing"]):
            return True
    return False


def counted_clauses(case: Case) -> list[Clause]:
    """Return the clauses but for those on having nothing to divide by."""
    return zero_of(case)[1]


def use_nothing(read: ParsedRule, clause: Clause) -> None:
    """Take the words of a clause on having nothing to divide by for used."""
    match = _NONE_HAPPENED.match(clause.folded)
    end = match.end() if match else 0
    read.used += [clause.head, clause.words[:end], clause.award_words]


def use_words_on_nothing(case: Case, read: ParsedRule) -> None:
    """Take "không có …: không áp dụng" and "b = 0: tỷ lệ = 0" for used."""
    found = _NOT_APPLICABLE.search(case.folded)
    if found:
        groups = [number for number in (1, 2, 3, 4) if found[number]]
        read.used += [case.original(found, number) for number in groups]
    found = _ZERO_BY_ZERO.search(case.folded)
    if found and found["letters"] == formulas_of(case)[1]:
        read.used.append(case.original(found))
