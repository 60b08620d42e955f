"""Whether a rule that was read gives what its text says, on and around every bound."""

from __future__ import annotations

import math
from functools import partial

import numpy as np
from pydantic import TypeAdapter

from opendti.annex.idioms.bounds import Bound
from opendti.annex.idioms.case import Case, Data, ParsedRule
from opendti.annex.idioms.clauses import Clause
from opendti.annex.idioms.zero_denominators import counted_clauses
from opendti.definitions import Text
from opendti.formula.evaluate import evaluate
from opendti.numeric.text import format_short
from opendti.numeric.tolerance import POINTS_TOLERANCE
from opendti.rules import BaseRule, Rule

_RULES: TypeAdapter[BaseRule] = TypeAdapter(Rule)
_BESIDE = 1e-6
"""How far beside a bound a share or a measured number is tried."""


def prove_bounds(case: Case, read: ParsedRule) -> None:
    """
    Doubt a reading that differs from its text on, just below or just above a bound.

    Where the text gives two amounts or none at such a value, that is a doubt too: whatever
    the rule gives there, the text does not say it.
    """
    if read.rule["kind"] not in {"steps", "ratio"} or not read.is_sure:
        return
    clauses = counted_clauses(case)
    for value in _values(clauses, is_count=_is_count(read)):
        doubt = _doubt(case, clauses, read.rule, value)
        if doubt:
            read.doubts.append(doubt)
            return


def _is_count(read: ParsedRule) -> bool:
    if read.rule["kind"] == "ratio" or "on" in read.rule:
        return False
    return all(item["type"] == "count" for item in read.items) and all(
        float(step["from"]).is_integer() for step in read.rule["steps"]
    )


def _values(clauses: list[Clause], *, is_count: bool) -> list[float]:
    """Return each bound with the values just below and just above it, from low to high."""
    bounds = [clause.bound for clause in clauses if clause.bound]
    ends = {
        end for bound in bounds for end in (bound.low, bound.high) if math.isfinite(end)
    }
    is_share = any(bound.is_share for bound in bounds)
    highest = math.inf if any(end > 1 for end in ends) or not is_share else 1.0
    values = set()
    for end in ends:
        # The neighbours of a count are whole: nothing lies between 5 and 6 meetings.
        beside = 1.0 if is_count else _BESIDE * max(1.0, abs(end))
        values |= {end - beside, end, end + beside}
    return sorted(value for value in values if 0 <= value <= highest)


def _doubt(case: Case, clauses: list[Clause], rule: Data, value: float) -> Text | None:
    """Explain how the text and the rule differ at a value; None where they agree."""
    is_share = any(clause.bound and clause.bound.is_share for clause in clauses)
    vi, en = _value_texts(value, is_share=is_share)
    meant = _amounts(case, clauses, value)
    if not meant:
        return Text(
            vi=f"văn bản không nói {vi} được bao nhiêu điểm",
            en=f"the text does not say what {en} gives",
        )
    if max(meant) - min(meant) > POINTS_TOLERANCE:
        return Text(
            vi=f"văn bản cho {vi} hai mức điểm khác nhau",
            en=f"the text gives two amounts for {en}",
        )
    given = _rule_points(rule, case.points, value)
    if abs(given - meant[0]) <= POINTS_TOLERANCE:
        return None
    return Text(
        vi=f"{vi}: văn bản cho {format_short(meant[0], 'vi')} điểm, quy tắc đọc được cho {format_short(given, 'vi')}",
        en=f"{en}: the text gives {format_short(meant[0], 'en')} points, the rule as it was read {format_short(given, 'en')}",
    )


def _amounts(case: Case, clauses: list[Clause], value: float) -> list[float]:
    """Return the points that the text gives for a value: the amount of each clause it meets."""
    amount = partial(_amount, case, value)
    found = _narrowest([
        (clause, clause.bound)
        for clause in clauses
        if clause.bound and clause.bound.contains(value)
    ])
    if not found:
        found = [
            clause
            for clause in clauses
            if not clause.bound and (clause.is_rest or clause.award.ratio)
        ]
    lows = [clause.bound.low for clause in clauses if clause.bound]
    # Below the lowest bound of "from … on" the text is silent and means nothing.
    if not found and all(value < low for low in lows):
        return [0.0]
    return [amount(clause) for clause in found]


def _narrowest(found: list[tuple[Clause, Bound]]) -> list[Clause]:
    """Of "từ 90%" and "từ 70%" keep the first: bounds on one side alone are a cascade."""
    ups = [pair for pair in found if pair[1].high == math.inf]
    downs = [pair for pair in found if pair[1].low == -math.inf]
    between = [pair for pair in found if pair[1].is_closed]
    ups.sort(key=lambda pair: (pair[1].low, pair[1].low_open))
    downs.sort(key=lambda pair: (pair[1].high, not pair[1].high_open))
    return [clause for clause, _bound in (*between, *ups[-1:], *downs[:1])]


def _amount(case: Case, value: float, clause: Clause) -> float:
    award = clause.award
    if not award.ratio:
        return award.points_for(case.points)
    full = case.points if award.points is None else award.points
    return min(full, value / (award.target or 1.0) * full)


def _rule_points(rule: Data, points: float, value: float) -> float:
    """Return what the engine gives; how a ratio is made of its items is another matter."""
    bare = {
        key: part
        for key, part in rule.items()
        if key not in {"on", "numerator", "denominator"}
    }
    tree = _RULES.validate_python(bare).tree()
    values = {"a": np.array([value]), "b": np.ones(1), "max": np.array([points])}
    return float(evaluate(tree, values)[0])


def _value_texts(value: float, *, is_share: bool) -> tuple[str, str]:
    shown, sign = (value * 100, "%") if is_share else (value, "")
    return f"{format_short(shown, 'vi')}{sign}", f"{format_short(shown, 'en')}{sign}"
