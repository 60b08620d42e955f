"""Values and scores of submissions as frozen data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Protocol

from opendti.definitions import Text
from opendti_site.assessments.submissions.enums import AnswerState


class HasCode(Protocol):
    """A unit as a table of answers names it."""

    @property
    def code(self) -> str:
        """The code."""


class HasBlock(Protocol):
    """A submission as the rules see it: a unit in a block."""

    @property
    def pk(self) -> Any:
        """The key."""

    @property
    def unit(self) -> HasCode:
        """The unit."""

    @property
    def block(self) -> str:
        """The block."""


@dataclass(frozen=True, slots=True)
class ParsedInput:
    """A typed text as read; with a fault, nothing was read."""

    value: Decimal | None
    state: str
    fault: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class ItemValue:
    """The value of an item with its state and text."""

    value: float | None
    state: str = AnswerState.GIVEN
    text: str = ""

    @property
    def parts(self) -> tuple[float | None, str, str]:
        """The value, its state and its text."""
        return self.value, str(self.state), self.text


BLANK = ItemValue(None, AnswerState.BLANK)


@dataclass(frozen=True, slots=True)
class CheckFault:
    """A relation between a criterion's items that does not hold."""

    message: Text
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionScore:
    """
    What the rules give for one criterion.

    `points` are None where there is a fault, or where they are compared with those of
    other units and wait for them (`waits`).
    """

    criterion: str
    points: float | None
    max_points: float
    state: str
    faults: tuple[CheckFault, ...] = ()
    waits: bool = False
    is_scored: bool = True


@dataclass(frozen=True, slots=True)
class NodeScore:
    """Points of a node."""

    points: float
    max_points: float


@dataclass(frozen=True, slots=True)
class SubmissionScore:
    """Everything the rules give for one submission's values at one stage."""

    points: float
    max_points: float
    nodes: dict[str, NodeScore]
    criteria: dict[str, CriterionScore]
    # Number of criteria that are compared with other units and are in no sum yet.
    waiting: int
    # A criterion's lines of arithmetic in the reader's language, worked out when asked for.
    steps: Callable[[str], list[str]] = field(repr=False, compare=False)
    # A composite index scores units against each other: nobody has points before a run.
    is_scored: bool = True
