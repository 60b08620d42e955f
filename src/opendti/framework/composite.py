"""
The steps of a composite index, as they are in a file.

Each step is named as the field names it (OECD/JRC Handbook, 2008). A step that is
left out is not done; normalising, weighting and aggregating have defaults.
"""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from opendti.definitions import Definition, Share, Truth, Value
from opendti.errors import Fault, UnreadableError
from opendti.methods.aggregations import AGGREGATIONS
from opendti.methods.base import OneOf
from opendti.methods.imputations import IMPUTATIONS
from opendti.methods.normalisations import NORMALISATIONS
from opendti.methods.treatments import TREATMENTS
from opendti.methods.weightings import WEIGHTINGS

Step = Literal["denominate", "screen", "impute", "treat"]
STEPS: tuple[Step, ...] = ("denominate", "screen", "impute", "treat")
"""The steps before normalising, in their usual order."""
ImputationName = Annotated[str, OneOf(tuple(IMPUTATIONS))]
TreatmentName = Annotated[str, OneOf(tuple(TREATMENTS))]
NormalisationName = Annotated[str, OneOf(tuple(NORMALISATIONS))]
WeightingName = Annotated[str, OneOf(tuple(WEIGHTINGS))]
AggregationName = Annotated[str, OneOf(tuple(AGGREGATIONS))]

Weight = Annotated[Value, Field(ge=0, le=1e9)]


def _direction(value: object) -> object:
    """Read the direction from a file, where every scalar is a text."""
    return (
        {"1": 1, "-1": -1, "+1": 1}.get(value, value)
        if isinstance(value, str)
        else value
    )


Direction = Annotated[Literal[1, -1], BeforeValidator(_direction)]
"""1 where more is better, -1 where less is."""


class Range(Definition):
    """Where a scale begins and ends."""

    low: Value = 0.0
    high: Value = 100.0

    @model_validator(mode="before")
    @classmethod
    def _pair(cls, data: object) -> object:
        if isinstance(data, (list, tuple)) and len(data) == 2:  # noqa: PLR2004 -- from, to
            return {"low": data[0], "high": data[1]}
        if isinstance(data, (list, tuple)):
            raise UnreadableError(Fault("range_of_two"))
        return data

    @model_validator(mode="after")
    def _ascends(self) -> Self:
        if self.low >= self.high:
            bounds = {"low": self.low, "high": self.high}
            raise UnreadableError(Fault("range_not_ascending", bounds))
        return self


class Screen(Definition):
    """Which units have enough data to take part."""

    availability: Share | None = None
    non_zero: Share | None = None
    keep: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()


class Impute(Definition):
    """What stands for a missing number; `group` is the item that tells the group."""

    method: ImputationName
    group: str | None = None


class Treat(Definition):
    """
    What is done where |skew| ≥ `skew` and kurtosis ≥ `kurtosis`.

    The methods are tried in turn, each on the untreated numbers, until one passes.
    """

    methods: Annotated[tuple[TreatmentName, ...], Field(min_length=1)] = (
        "winsorise",
        "log",
    )
    points: Annotated[int, Field(ge=1)] = 5
    skew: Annotated[Value, Field(gt=0)] = 2.0
    kurtosis: Value = 3.5
    exponent: Value = 0.0


class Normalise(Definition):
    """
    How a number comes onto the common scale.

    `capped` keeps what lies beyond a target or the goalposts on the scale; left out,
    goalposts cap and distances do not.
    """

    method: NormalisationName = "min_max"
    range: Range = Range()
    mean: Value = 0.0
    deviation: Annotated[Value, Field(gt=0)] = 1.0
    capped: Truth | None = None
    reference: str | None = None


class AggregateAt(Definition):
    """What is other for the nodes of one level."""

    method: AggregationName | None = None
    availability: Share | None = None


class Aggregate(Definition):
    """How children become their parent; `levels` by the parent's level, or `index`."""

    method: AggregationName = "arithmetic"
    availability: Share | None = None
    levels: dict[str, AggregateAt] = {}


class Composite(Definition):
    """A composite index: what is done, and in what order before normalising."""

    order: tuple[Step, ...] = STEPS
    screen: Screen | None = None
    impute: Impute | None = None
    treat: Treat | None = None
    normalise: Normalise = Normalise()
    weights: WeightingName = "given"
    aggregate: Aggregate = Aggregate()

    @field_validator("order")
    @classmethod
    def _each_once(cls, order: tuple[Step, ...]) -> tuple[Step, ...]:
        if sorted(order) != sorted(STEPS):
            raise UnreadableError(Fault("steps_each_once", {"steps": STEPS}))
        return order
