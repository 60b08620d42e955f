"""What a criterion's rule must satisfy: names, types, divisions, options, sums."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from functools import singledispatch
from typing import TypeVar, cast

from opendti.definitions import Path
from opendti.errors import Fault, FormulaError
from opendti.formula import check_formula, read_formula
from opendti.framework.finding import Finding
from opendti.framework.formulas import Written, formulas_of, names_of
from opendti.framework.model import (
    Framework,
    Node,
    Spot,
    choices_of,
    items_of,
    points_in,
)
from opendti.framework.parameters import Parameters
from opendti.framework.rules import (
    BestOfRule,
    ChecklistRule,
    ChoiceRule,
    CountRule,
    ExtraRule,
    LevelsRule,
    MinMaxRule,
    Option,
    Part,
    PartsRule,
    PeriodsRule,
    RatioRule,
    Rule,
    StatisticRule,
    Step,
    StepsRule,
    inner_rules,
)

RESERVED = frozenset({"max"})
NOT_INSIDE = frozenset({"parts", "best_of", "shown", "gate", "bonus", "penalty"})
"""Rules that stand alone."""
POINTS_TOLERANCE = 1e-6
T = TypeVar("T", str, float)


def rule_findings(
    framework: Framework, spot: Spot, parameters: Parameters
) -> Iterator[Finding]:
    """Yield what is wrong with one criterion's rule, items and checks."""
    node = spot.node
    if node.nodes:
        return
    yield from _items(framework, spot)
    for written in formulas_of(node):
        yield from _formula(framework, spot, written, parameters)
    if node.rule is not None:
        points = [points_in(node, block) for block in framework.block_codes]
        lowest = min((share for share in points if share is not None), default=0.0)
        for path, fault in _rule(node.rule, lowest, ("rule",)):
            yield Finding((*spot.path, *path), fault, node.code)


def _items(framework: Framework, spot: Spot) -> Iterator[Finding]:
    node, rule = spot.node, spot.node.rule
    if isinstance(rule, RatioRule) and not node.items:
        yield Finding(spot.path, Fault("ratio_without_items"), node.code)
    for index, item in enumerate(items_of(node)):
        path = (*spot.path, "items", index)
        if item.code in RESERVED | framework.parameters.keys():
            fault = Fault("item_named_as_number", {"code": item.code})
            yield Finding(path, fault, node.code)
        if item.min is not None and item.max is not None and item.min > item.max:
            bounds = {"minimum": item.min, "maximum": item.max}
            yield Finding(path, Fault("item_bounds", bounds), node.code)
        is_listed = item.code in choices_of(node)
        if item.type == "choice" and not is_listed and not item.options:
            fault = Fault("options_missing", {"code": item.code})
            yield Finding(path, fault, node.code)
        if item.options and (is_listed or item.type != "choice"):
            yield Finding((*path, "options"), Fault("options_needless"), node.code)
    for fault in (*_items_missing(node), *_steps_missed(node)):
        yield Finding((*spot.path, "rule"), fault, node.code)


def _steps_missed(node: Node) -> Iterator[Fault]:
    """Yield the steps that begin above everything their item can be."""
    items = {item.code: item for item in items_of(node)}
    for _, rule in inner_rules(node.rule) if node.rule else ():
        item = items.get(rule.on) if isinstance(rule, StepsRule) else None
        if item is None or not isinstance(rule, StepsRule):
            continue
        highest = 1.0 if item.max is None and item.type == "share" else item.max
        for step in rule.steps:
            if highest is None or step.start < highest:
                continue
            if step.bound == "open":
                yield Fault("step_never_above", {"start": step.start})
            elif step.start > highest:
                yield Fault("step_never_reached", {"start": step.start})


def _items_missing(node: Node) -> Iterator[Fault]:
    types = {item.code: item.type for item in items_of(node)}
    named = _items_named(node.rule) if node.rule else set()
    for code in sorted(named - types.keys()):
        yield Fault("no_item", {"code": code})
    for code in choices_of(node).keys() & types.keys():
        if types[code] != "choice":
            yield Fault("choice_of_other_type", {"code": code})


def _items_named(rule: Rule) -> set[str]:
    """Return the items that a rule names outside a formula."""
    named: set[str] = set()
    for _, inner in inner_rules(rule):
        if isinstance(inner, (ChecklistRule, PeriodsRule)):
            named |= set(inner.on)
        elif isinstance(inner, (ChoiceRule, LevelsRule)):
            named.add(inner.on)
        elif isinstance(inner, StatisticRule) and inner.least is not None:
            named.add(inner.respondents)
    return named


def _formula(
    framework: Framework, spot: Spot, written: Written, parameters: Parameters
) -> Iterator[Finding]:
    # A faulty parameter is a fault of its own already; its name is known all the same.
    values = {name: parameters.values.get(name) for name in framework.parameters}
    names = names_of(spot.node, values)
    try:
        tree = read_formula(written.text)
        faults = check_formula(tree, written.text, names, written.gives)
    except FormulaError as error:
        faults = error.faults
    path = (*spot.path, *written.path)
    for fault in faults:
        # Faults of a formula always have both.
        within = cast("tuple[int, int]", (fault.line, fault.column))
        yield Finding(path, fault, spot.node.code, within)


Located = tuple[Path, Fault]


@singledispatch
def _rule(_rule: Rule, _points: float, _path: Path) -> Iterator[Located]:
    """Yield what is wrong inside a rule, by its kind; most kinds cannot be wrong."""
    yield from ()


@_rule.register
def _choice(rule: ChoiceRule, points: float, path: Path) -> Iterator[Located]:
    yield from _shares(rule.options, points, path, "options")
    yield from _best(rule.options, points, path)
    for code in _repeated([option.code for option in rule.options]):
        yield path, Fault("option_twice", {"code": code})


@_rule.register
def _steps(rule: StepsRule, points: float, path: Path) -> Iterator[Located]:
    yield from _shares(rule.steps, points, path, "steps")
    for start in _repeated(_starts(rule, "closed")):
        yield path, Fault("steps_start_from", {"start": start})
    for start in _repeated(_starts(rule, "open")):
        yield path, Fault("steps_start_above", {"start": start})
    yield from _best(rule.steps, points, path)


def _starts(rule: StepsRule, bound: str) -> list[float]:
    return [step.start for step in rule.steps if step.bound == bound]


def _best(
    entries: tuple[Option | Step, ...], points: float, path: Path
) -> Iterator[Located]:
    """Yield a fault where nothing gives all the points; a faulty entry is a fault of its own."""
    worths = [
        (entry.share or 0.0) * points if entry.points is None else entry.points
        for entry in entries
    ]
    is_valid = all((entry.share is None) != (entry.points is None) for entry in entries)
    if is_valid and max(worths) < points - POINTS_TOLERANCE:
        params = {"best": max(worths), "points": points}
        yield path, Fault("best_below_points", params)


@_rule.register
def _count(rule: CountRule, points: float, path: Path) -> Iterator[Located]:
    if rule.cap is not None and rule.cap > points:
        params = {"cap": rule.cap, "points": points}
        yield (*path, "cap"), Fault("cap_above_points", params)


@_rule.register
def _periods(rule: PeriodsRule, points: float, path: Path) -> Iterator[Located]:
    yield from _shares(rule.options, points / len(rule.on), path, "options")


@_rule.register
def _levels(rule: LevelsRule, _points: float, path: Path) -> Iterator[Located]:
    levels = [entry.level for entry in rule.levels]
    if levels != list(range(len(levels))):
        yield (*path, "levels"), Fault("levels_with_gap")


@_rule.register
def _scale(
    rule: MinMaxRule | StatisticRule, _points: float, path: Path
) -> Iterator[Located]:
    if rule.low is not None and rule.high is not None and rule.low >= rule.high:
        bounds = {"low": rule.low, "high": rule.high}
        yield path, Fault("low_not_below_high", bounds)


@_rule.register
def _extra(rule: ExtraRule, points: float, path: Path) -> Iterator[Located]:
    if rule.rule.kind in NOT_INSIDE:
        yield path, Fault("rule_inside_rule", {"kind": rule.rule.kind})
    else:
        yield from _rule(rule.rule, points, (*path, "rule"))


@_rule.register
def _best_of(rule: BestOfRule, points: float, path: Path) -> Iterator[Located]:
    yield from _shares(rule.alternatives, points, path, "alternatives")
    for index, part in enumerate(rule.alternatives):
        yield from _inner(part, points, (*path, "alternatives", index, "rule"))


def _repeated(values: list[T]) -> list[T]:
    return sorted(value for value, count in Counter(values).items() if count > 1)


def _shares(
    entries: tuple[Option | Step | Part, ...], points: float, path: Path, key: str
) -> Iterator[Located]:
    for index, entry in enumerate(entries):
        here = (*path, key, index)
        if (entry.share is None) == (entry.points is None):
            yield here, Fault("share_or_points")
        elif entry.points is not None and entry.points > points:
            params = {"points": entry.points, "maximum": points}
            yield here, Fault("points_above_criterion", params)


@_rule.register
def _parts(rule: PartsRule, points: float, path: Path) -> Iterator[Located]:
    yield from _shares(rule.parts, points, path, "parts")
    for code in _repeated([part.code for part in rule.parts]):
        yield path, Fault("part_twice", {"code": code})
    total = math.fsum(part_points(part, points) for part in rule.parts)
    if not math.isclose(total, points, abs_tol=POINTS_TOLERANCE):
        yield path, Fault("parts_total", {"total": total, "points": points})
    for index, part in enumerate(rule.parts):
        yield from _inner(part, points, (*path, "parts", index, "rule"))


def _inner(part: Part, points: float, path: Path) -> Iterator[Located]:
    if part.rule.kind in NOT_INSIDE:
        yield path, Fault("rule_inside_rule", {"kind": part.rule.kind})
    else:
        yield from _rule(part.rule, part_points(part, points), path)


def part_points(part: Part, points: float) -> float:
    """Return a part's points, of a criterion's points."""
    return part.points if part.points is not None else (part.share or 0.0) * points


@_rule.register
def _ratio(rule: RatioRule, _points: float, path: Path) -> Iterator[Located]:
    if rule.target == 0:
        yield (*path, "target"), Fault("target_of_zero")
    if (
        isinstance(rule.target, float)
        and isinstance(rule.floor, float)
        and rule.floor > rule.target
    ):
        yield (*path, "floor"), Fault("floor_above_target")
    if rule.all_or_nothing and (rule.floor is not None or rule.below == "jump"):
        yield (*path, "all_or_nothing"), Fault("all_or_nothing")
