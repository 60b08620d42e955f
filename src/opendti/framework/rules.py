"""The rules a criterion may have, as they stand in a file; `kind` tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from opendti.definitions import (
    Definition,
    FormulaText,
    Points,
    Quantity,
    Share,
    Text,
    Value,
)


class ShareRule(Definition):
    """The value itself, from 0 to 1, is the share of the points."""

    kind: Literal["share"]
    on: FormulaText = "a"


class YesNoRule(Definition):
    """Yes gives every point, no gives none."""

    kind: Literal["yes_no"]
    on: FormulaText = "a"


class Option(Definition):
    """One answer of a choice, with its share of the points or its points."""

    code: str
    title: Text
    share: Share | None = None
    points: Points | None = None


class ChoiceRule(Definition):
    """Each option has its points."""

    kind: Literal["choice"]
    on: str = "a"
    options: Annotated[tuple[Option, ...], Field(min_length=1)]


class Step(Definition):
    """From this value on, this share of the points."""

    start: Annotated[float, Field(alias="from")]
    bound: Literal["closed", "open"] = "closed"
    share: Share | None = None
    points: Points | None = None


class StepsRule(Definition):
    """A table on a number; below the lowest step, nothing."""

    kind: Literal["steps"]
    on: FormulaText = "a"
    steps: Annotated[tuple[Step, ...], Field(min_length=1)]


class RatioRule(Definition):
    """One number over another, with a target, a floor, or all or nothing."""

    kind: Literal["ratio"]
    numerator: FormulaText = "a"
    denominator: FormulaText = "b"
    target: Quantity | None = None
    below: Literal["scaled", "jump"] = "scaled"
    floor: Quantity | None = None
    all_or_nothing: bool = False
    zero: Literal["zero", "full", "not_applicable"] = "zero"
    may_exceed: bool = False


class CountRule(Definition):
    """Points for each one, up to a cap."""

    kind: Literal["count"]
    on: FormulaText = "a"
    each: Points
    cap: Points | None = None


class Part(Definition):
    """One part of a criterion, with its own rule and its own cap."""

    code: str
    title: Text
    share: Share | None = None
    points: Points | None = None
    rule: Rule


class PartsRule(Definition):
    """Parts that add up; a part left blank gives nothing."""

    kind: Literal["parts"]
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]


class ChecklistRule(Definition):
    """So many of a list of yes/no items, over all of them."""

    kind: Literal["checklist"]
    on: Annotated[tuple[str, ...], Field(min_length=1)]


class PeriodsRule(Definition):
    """The same choice once a period; an option's share or points are of one period."""

    kind: Literal["periods"]
    on: Annotated[tuple[str, ...], Field(min_length=1)]
    options: Annotated[tuple[Option, ...], Field(min_length=1)]


class BestOfRule(Definition):
    """The alternative that gives the most points."""

    kind: Literal["best_of"]
    alternatives: Annotated[tuple[Part, ...], Field(min_length=2)]


class MinMaxRule(Definition):
    """
    Where a value lies between two bounds.

    A bound that is left out is the lowest, or the highest, value of the block.
    `direction: down` turns the scale round: the lower the better.
    """

    kind: Literal["minmax"]
    on: FormulaText = "a"
    low: Value | None = None
    high: Value | None = None
    direction: Literal["up", "down"] = "up"


class LevelTitle(Definition):
    """What a level stands for."""

    level: int
    title: Text


class LevelsRule(Definition):
    """A level from 0 up; each gives an equal share of the points."""

    kind: Literal["levels"]
    on: str = "a"
    levels: Annotated[tuple[LevelTitle, ...], Field(min_length=2)]


class StatisticRule(Definition):
    """
    A statistic of responses (`survey`) or of experts' scores (`panel`) on a scale.

    With fewer than `least` respondents (item `n`) it counts as not measured.
    """

    kind: Literal["survey", "panel"]
    on: FormulaText = "a"
    low: Value = 0.0
    high: Value = 1.0
    least: int | None = None
    respondents: str = "n"


class GateRule(Definition):
    """Must be met, gives no points; unless it is, its siblings give none either."""

    kind: Literal["gate"]
    on: FormulaText = "a"


class ExtraRule(Definition):
    """Points outside the scale, added or taken away, up to the criterion's points."""

    kind: Literal["bonus", "penalty"]
    rule: Rule


class RelativeRule(Definition):
    """The unit's own value over the best value of its block."""

    kind: Literal["relative"]
    on: FormulaText = "a"


class ShownRule(Definition):
    """Collected and shown, never scored."""

    kind: Literal["shown"]


class FormulaRule(Definition):
    """Free text in the formula language."""

    kind: Literal["formula"]
    formula: FormulaText
    gives: Literal["share", "points"] = "share"


def inner_rules(rule: Rule) -> Iterator[tuple[tuple[str | int, ...], Rule]]:
    """Yield a rule and every rule inside it, each with its path below the first."""
    yield (), rule
    if isinstance(rule, ExtraRule):
        for path, inner in inner_rules(rule.rule):
            yield ("rule", *path), inner
    for key in ("parts", "alternatives"):
        for index, part in enumerate(getattr(rule, key, ())):
            for path, inner in inner_rules(part.rule):
                yield (key, index, "rule", *path), inner


Rule = Annotated[
    ShareRule
    | YesNoRule
    | ChoiceRule
    | StepsRule
    | RatioRule
    | CountRule
    | PartsRule
    | RelativeRule
    | ShownRule
    | ChecklistRule
    | PeriodsRule
    | BestOfRule
    | MinMaxRule
    | LevelsRule
    | StatisticRule
    | GateRule
    | ExtraRule
    | FormulaRule,
    Field(discriminator="kind"),
]
