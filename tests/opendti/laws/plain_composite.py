"""The methods of composite indices in plain loops over lists: what arrays must equal."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Numbers = list[float]
"""NaN is no number."""


@dataclass(frozen=True)
class Plain:
    """A scale's numbers for one column."""

    low: float
    high: float
    mean: float
    deviation: float
    lower: float
    upper: float
    target: float
    capped: bool
    row: int


def known(column: Sequence[float]) -> Numbers:
    return [x for x in column if not math.isnan(x)]


Definition = TypeVar("Definition")


def definition_of(method: str, definitions: Mapping[str, Definition]) -> Definition:
    """Return what a method is compared with; a new method brings its own."""
    assert method in definitions, (
        f"{method} has no plain definition: write it into "
        "tests/opendti/laws/plain_composite.py and name it in the table below its kind"
    )
    return definitions[method]


def normalised(method: str, column: Sequence[float], scale: Plain) -> Numbers:
    numbers = known(column)
    if not numbers:
        return [math.nan] * len(column)
    rule = definition_of(method, NORMALISED)(numbers, list(column), scale)
    return [math.nan if math.isnan(x) else rule(x) for x in column]


Rule = Callable[[float], float]


def _same(value: float, other: float) -> bool:
    return abs(value - other) <= 1e-12 * max(abs(value), abs(other))


def _divided(above: float, start: float, end: float) -> float:
    """Divide by the way from start to end; there is none between what is the same."""
    return math.nan if _same(start, end) else above / (end - start)


def _spread(share: float, scale: Plain) -> float:
    return share * (scale.high - scale.low) + scale.low


def _capped(value: float, scale: Plain) -> float:
    if math.isnan(value):
        return value
    return min(value, scale.high) if scale.capped else value


def _none(_numbers: Numbers, _column: Numbers, _scale: Plain) -> Rule:
    return lambda x: x


def _min_max(numbers: Numbers, _column: Numbers, scale: Plain) -> Rule:
    low, high = min(numbers), max(numbers)
    return lambda x: _spread(_divided(x - low, low, high), scale)


def _z_score(numbers: Numbers, _column: Numbers, scale: Plain) -> Rule:
    n = len(numbers)
    mean = math.fsum(numbers) / n
    squares = math.fsum((x - mean) ** 2 for x in numbers)
    deviation = math.sqrt(squares / (n - 1)) if n > 1 else math.nan
    if _same(min(numbers), max(numbers)):
        deviation = math.nan
    return lambda x: (x - mean) / deviation * scale.deviation + scale.mean


def _rank_of(numbers: Numbers, x: float) -> int:
    return 1 + sum(other < x - 1e-12 * abs(x) for other in numbers)


def _rank(numbers: Numbers, _column: Numbers, _scale: Plain) -> Rule:
    return lambda x: float(_rank_of(numbers, x))


def _percentile_rank(numbers: Numbers, _column: Numbers, scale: Plain) -> Rule:
    others = len(numbers) - 1
    return lambda x: _spread(_divided(_rank_of(numbers, x) - 1, 0, others), scale)


def _borda(numbers: Numbers, _column: Numbers, _scale: Plain) -> Rule:
    return lambda x: float(_rank_of(numbers, x) - 1)


def _distance_to_best(numbers: Numbers, _column: Numbers, scale: Plain) -> Rule:
    low, high = min(numbers), max(numbers)
    return lambda x: _spread(1 - _divided(high - x, low, high), scale)


def _distance(aim: float, numbers: Numbers, scale: Plain) -> Rule:
    low = min(numbers)
    return lambda x: _capped(_spread(1 - _divided(aim - x, low, aim), scale), scale)


def _distance_to_reference(numbers: Numbers, column: Numbers, scale: Plain) -> Rule:
    return _distance(column[scale.row], numbers, scale)


def _distance_to_target(numbers: Numbers, _column: Numbers, scale: Plain) -> Rule:
    low = min(numbers)
    if scale.target > low and not _same(scale.target, low):
        return _distance(scale.target, numbers, scale)
    return lambda _x: scale.high if scale.capped else math.nan


def _fraction_of_max(numbers: Numbers, _column: Numbers, scale: Plain) -> Rule:
    high = max(numbers)
    return lambda x: _spread(x / high if high > 0 else math.nan, scale)


def _goalposts(_numbers: Numbers, _column: Numbers, scale: Plain) -> Rule:
    def rule(x: float) -> float:
        share = (x - scale.lower) / (scale.upper - scale.lower)
        return _spread(min(1.0, max(0.0, share)) if scale.capped else share, scale)

    return rule


NORMALISED: dict[str, Callable[[Numbers, Numbers, Plain], Rule]] = {
    "none": _none,
    "min_max": _min_max,
    "z_score": _z_score,
    "rank": _rank,
    "percentile_rank": _percentile_rank,
    "borda": _borda,
    "distance_to_best": _distance_to_best,
    "distance_to_reference": _distance_to_reference,
    "distance_to_target": _distance_to_target,
    "fraction_of_max": _fraction_of_max,
    "goalposts": _goalposts,
}


def aggregated(method: str, rows: list[Numbers], weights: Numbers) -> Numbers:
    if method == "copeland":
        return _copeland(rows, weights)
    mean = definition_of(method, AGGREGATED)
    results = []
    for row in rows:
        pairs = [(w, x) for w, x in zip(weights, row, strict=True) if not math.isnan(x)]
        has_weight = math.fsum(w for w, _ in pairs) > 0
        results.append(mean(pairs) if has_weight else math.nan)
    return results


Pairs = list[tuple[float, float]]


def _whole(pairs: Pairs) -> float:
    return math.fsum(w for w, _ in pairs)


def _arithmetic(pairs: Pairs) -> float:
    return math.fsum(w * x for w, x in pairs) / _whole(pairs)


def _geometric(pairs: Pairs) -> float:
    if any(x <= 0 for _, x in pairs):
        return math.nan
    return math.exp(math.fsum(w * math.log(x) for w, x in pairs) / _whole(pairs))


def _harmonic(pairs: Pairs) -> float:
    if any(x <= 0 for _, x in pairs):
        return math.nan
    return _whole(pairs) / math.fsum(w / x for w, x in pairs)


def _median(pairs: Pairs) -> float:
    ordered = sorted((x, w) for w, x in pairs if w > 0)
    half, reached = _whole(pairs) / 2, 0.0
    for index, (x, w) in enumerate(ordered):
        reached += w
        if math.isclose(reached, half, rel_tol=1e-8):
            return (x + ordered[index + 1][0]) / 2
        if reached > half:
            return x
    return math.nan


AGGREGATED: dict[str, Callable[[Pairs], float]] = {
    "arithmetic": _arithmetic,
    "geometric": _geometric,
    "harmonic": _harmonic,
    "median": _median,
}


def _copeland(rows: list[Numbers], weights: Numbers) -> Numbers:
    def has_value(row: Numbers) -> bool:
        pairs = zip(weights, row, strict=True)
        return any(w > 0 and not math.isnan(x) for w, x in pairs)

    return [
        float(sum(_duel(row, other, weights) for other in rows))
        if has_value(row)
        else math.nan
        for row in rows
    ]


def _duel(row: Numbers, other: Numbers, weights: Numbers) -> int:
    margin = both = 0.0
    for w, x, y in zip(weights, row, other, strict=True):
        if not math.isnan(x) and not math.isnan(y):
            both += w
            margin += w * (0 if _same(x, y) else math.copysign(1, x - y))
    if abs(margin) <= 1e-9 * both:
        return 0
    return 1 if margin > 0 else -1


def imputed(
    method: str, column: Numbers, groups: list[float], last: Numbers
) -> Numbers:
    filled = []
    for index, x in enumerate(column):
        if not math.isnan(x) or method == "none":
            filled.append(x)
        elif method == "last":
            filled.append(last[index])
        else:
            among = [
                y
                for y, group in zip(column, groups, strict=True)
                if not method.startswith("group_") or group == groups[index]
            ]
            statistic = definition_of(method.removeprefix("group_"), STATISTICS)
            filled.append(statistic(known(among)) if known(among) else math.nan)
    return filled


def _mean(numbers: Numbers) -> float:
    return math.fsum(numbers) / len(numbers)


def _middle(numbers: Numbers) -> float:
    ordered, half = sorted(numbers), len(numbers) // 2
    if len(numbers) % 2:
        return ordered[half]
    return (ordered[half - 1] + ordered[half]) / 2


STATISTICS: dict[str, Callable[[Numbers], float]] = {"mean": _mean, "median": _middle}


def shape(column: Numbers) -> tuple[float, float]:
    """Return G1 and G2 of the numbers in a column."""
    x, n = known(column), len(known(column))
    if n < 4 or _same(min(x), max(x)):
        return math.nan, math.nan
    mean = math.fsum(x) / n
    second, third, fourth = (math.fsum((y - mean) ** k for y in x) for k in (2, 3, 4))
    skew = math.sqrt(n) * third / second**1.5 * math.sqrt(n * (n - 1)) / (n - 2)
    raw = n * fourth / second**2
    kurtosis = ((n + 1) * (raw - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))
    return skew, kurtosis


def winsorised(column: Numbers, points: int, skew: float, kurtosis: float) -> Numbers:
    x = list(column)
    touched: set[int] = set()
    while len(touched) < points:
        g1, g2 = shape(x)
        if math.isnan(g1) or abs(g1) < skew or g2 < kurtosis:
            break
        extreme = max(known(x)) if g1 >= 0 else min(known(x))
        rest = [y for y in known(x) if y != extreme]
        following = max(rest) if g1 >= 0 else min(rest)
        for index, y in enumerate(x):
            if y == extreme:
                x[index] = following
                touched.add(index)
    return x
