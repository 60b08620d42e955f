"""The shapes of answers. Values are decimal texts, exact to the last digit; points are numbers as computed."""

from __future__ import annotations

import datetime as dt
from typing import Generic, Literal, TypeVar

from ninja import Schema
from pydantic import Field

Item = TypeVar("Item")
State = Literal["given", "blank", "not_applicable", "not_measured"]


class PageOut(Schema, Generic[Item]):
    """A page of a list."""

    items: list[Item]
    next: int | None = Field(
        None, description="`after` of the next page; null at the end"
    )


class ProblemOut(Schema):
    """What went wrong, as RFC 9457 has it; served as application/problem+json."""

    type: str
    title: str = Field(description="In the language of Accept-Language: vi or en")
    status: int
    code: str = Field(description="Stays the same in all versions and languages")
    instance: str
    errors: list[dict[str, str]] | None = None


class UnitOut(Schema):
    """A unit."""

    code: str
    name: str
    name_en: str
    short_name: str
    kind: str
    block: str
    parent: str | None = Field(description="The code of the unit above")
    opened_on: dt.date | None
    closed_on: dt.date | None


class FrameworkOut(Schema):
    """A published framework."""

    id: str = Field(description="Name and version, such as vn.moit.dti@2023")
    title: str
    title_en: str
    status: str
    fingerprint: str
    published_at: dt.datetime | None


class ItemOut(Schema):
    """An item of a framework, for which values are given."""

    item: str
    criterion: str
    type: str
    title: str
    unit: str | None = None
    unanswered: State = Field(
        description="The state where a form has no value for it: `blank`, or `not_measured` if the unit is not asked"
    )
    options: list[str] | None = Field(None, description="The codes of a choice")


class FrameworkDetailOut(FrameworkOut):
    """A published framework with its items and its whole file."""

    items: list[ItemOut]
    file: str = Field(description="The framework file, YAML")


class RoundOut(Schema):
    """A round."""

    id: int
    title: str
    year: int
    state: str
    rehearsal: bool
    unit: str = Field(description="The code of the unit that runs it")
    framework: str
    opens_at: dt.datetime
    submit_by: dt.datetime


class SubmissionOut(Schema):
    """The form of a unit in a round."""

    id: int
    round: int
    unit: str
    block: str
    state: str
    filled: int = Field(description="Criteria that are filled in")
    total: int = Field(description="Criteria of the form")
    submitted_at: dt.datetime | None
    version: int


class ValueOut(Schema):
    """One item's value in a form. An item that is not listed was never given: its state is `unanswered` of the framework."""

    submission: int
    unit: str
    item: str
    criterion: str
    state: State
    value: str | None = Field(
        None, description="A decimal text, `1234.5`; null where there is no number"
    )
    text: str | None = Field(None, description="A text or the code of an option")
    updated_at: dt.datetime


class RunOut(Schema):
    """A computation of scores."""

    id: int
    round: int
    stage: str
    state: str
    started_at: dt.datetime
    finished_at: dt.datetime | None
    framework_fingerprint: str
    engine_version: str
    complete: bool = Field(
        description="Whether nothing was undecided when it was computed"
    )


class ScoreOut(Schema):
    """The score of a unit at a node of the framework; `$` is the whole index."""

    unit: str
    block: str
    node: str
    level: str
    state: str
    points: float | None
    max_points: float | None
    value: float | None
    rank: int | None
    of: int
    band: str


class EditionOut(Schema):
    """A published result."""

    slug: str
    title: str
    title_en: str
    year: int
    unit: str = Field(description="The name of the body that ran the round")
    stage: str
    published_at: dt.datetime
    superseded_by: str | None = Field(
        description="The slug of the correction that replaced it"
    )
    illustrative: bool
    fingerprint: str
