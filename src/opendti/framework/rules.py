"""The rules a criterion may have, as they stand in a file; `kind` tells them apart."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from opendti.framework.parts import (
    Definition,
    FormulaText,
    Points,
    Quantity,
    Share,
    Text,
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
    | FormulaRule,
    Field(discriminator="kind"),
]

Part.model_rebuild()
