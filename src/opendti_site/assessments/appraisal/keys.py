"""Submissions and scores without what a page does not show of thousands."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import QuerySet

from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.readings import CriterionScore, ItemValue


class FormUnit(NamedTuple):
    """The unit of a form."""

    pk: int
    code: str
    path: str


class FormKey(NamedTuple):
    """A submission without its dates, counts and texts."""

    pk: int
    unit: FormUnit
    block: str
    state: str


def form_keys(rows: QuerySet[Submission]) -> list[FormKey]:
    """Return submissions as keys, in the order of the tree."""
    listed = rows.order_by("unit__path").values_list(
        "pk", "unit", "unit__code", "unit__path", "block", "state"
    )
    return [
        FormKey(pk, FormUnit(unit, code, path), block, state)
        for pk, unit, code, path, block, state in listed
    ]


def share_of(score: CriterionScore | None) -> float | None:
    """Return a score as a share of its maximum, None where it has none."""
    if score is None or score.points is None or not score.max_points:
        return None
    return score.points / score.max_points


def any_given(values: Iterable[ItemValue]) -> bool:
    """Whether any of the values is a value, and not blank or not applicable."""
    return any(value.state == AnswerState.GIVEN for value in values)
