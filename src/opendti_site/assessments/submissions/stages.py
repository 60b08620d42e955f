"""The values of each stage: what the unit says, what appraisers and council made of it.

A stage's value is that of the stage's own latest entry, else of the stage before, down to the
unit's answers. Queries are counted by stage, never by unit.
"""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import FloatField, TextField
from django.db.models.functions import Cast

from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.readings import Held

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from django.db.models import QuerySet

    from opendti_site.assessments.rounds.models import Submission

Values = dict[str, Held]
ByItem = defaultdict[int, Values]
# A float at once: thousands of decimals are slow to make, and every reader wants the float.
AS_FLOAT = Cast("value", FloatField())
# Read only where no later entry took its place.
AS_TEXT = Cast("answers", TextField())

LATER = {
    Stage.SELF: (),
    Stage.APPRAISED: (Stage.APPRAISED,),
    Stage.FINAL: (Stage.APPRAISED, Stage.FINAL),
}


def held(answer: Answer) -> Held:
    """Return an answer as a value with its state."""
    value = None if answer.value is None else float(answer.value)
    return Held(value, answer.state, answer.text)


def values_of(answers: Mapping[str, Answer]) -> Values:
    """Return answers as values, a claim of "not applicable" counting as blank."""
    return {item: _as_claimed(held(answer)) for item, answer in answers.items()}


class Cell(NamedTuple):
    """One item of one submission at a stage."""

    submission: int
    item: str
    value: float | None
    state: str
    text: str


def cells_at(
    submissions: Sequence[int] | QuerySet[Submission],
    stage: str,
    criteria: Collection[str] | None = None,
) -> Iterator[Cell]:
    """Yield what each submission's items are at a stage, for some criteria or all.

    An item that a later stage speaks of comes twice, the later stage's last.
    """
    yield from map(_unclaimed, _given(submissions, criteria))
    yield from _judged(submissions, LATER[Stage(stage)], criteria)


def values_at(
    submissions: Sequence[int], stage: str, criteria: Collection[str] | None = None
) -> ByItem:
    """Return each submission's values at a stage, for some criteria or all."""
    return _by_submission(cells_at(submissions, stage, criteria))


def raw_values(submissions: Sequence[int], stage: str, criterion: str) -> ByItem:
    """Return a criterion's values at a stage with claims of "not applicable" as they are made."""
    values = _by_submission(_given(submissions, [criterion]))
    later = _by_submission(_judged(submissions, LATER[Stage(stage)], [criterion]))
    for submission, said in later.items():
        values[submission].update(said)
    return values


def values_in(entry: ScoreEntry) -> Values:
    """Return the values that an entry was scored with."""
    return {
        item: Held(said["value"], said["state"], said.get("text", ""))
        for item, said in entry.answers.items()
    }


def stated(values: Values) -> dict[str, dict[str, object]]:
    """Return values as an entry keeps them."""
    return {
        item: {"value": held_.value, "state": str(held_.state), "text": held_.text}
        for item, held_ in values.items()
    }


def latest_entries(
    submissions: Sequence[int], *, criterion: str | None = None
) -> dict[tuple[int, str, str], ScoreEntry]:
    """Return the current entry by submission, criterion and stage."""
    only = {"criterion": criterion} if criterion else {}
    entries = ScoreEntry.objects.filter(
        submission__in=submissions, **only
    ).select_related("by")
    return {
        (entry.submission_id, entry.criterion, entry.stage): entry
        for entry in entries.order_by("pk")
    }


def _given(
    submissions: Sequence[int] | QuerySet[Submission], criteria: Collection[str] | None
) -> Iterator[Cell]:
    found = Answer.objects.filter(submission__in=submissions)
    if criteria is not None:
        found = found.filter(criterion__in=criteria)
    rows = found.values_list("submission", "item", AS_FLOAT, "state", "text")
    return map(Cell._make, rows)


def _judged(
    submissions: Sequence[int] | QuerySet[Submission],
    stages: Sequence[Stage],
    criteria: Collection[str] | None,
) -> Iterator[Cell]:
    """Yield what the latest entry of the latest stage says of each criterion."""
    if not stages:
        return
    found = ScoreEntry.objects.filter(submission__in=submissions, stage__in=stages)
    if criteria is not None:
        found = found.filter(criterion__in=criteria)
    rows = found.order_by("pk").values_list("stage", "submission", "criterion", AS_TEXT)
    latest: dict[str, dict[tuple[int, str], str]] = {
        stage.value: {} for stage in stages
    }
    for stage, submission, criterion, answers in rows:
        latest[stage][submission, criterion] = answers
    current: dict[tuple[int, str], str] = {}
    for of_stage in latest.values():
        current |= of_stage
    for (submission, _criterion), answers in current.items():
        for item, said in json.loads(answers).items():
            text = said.get("text", "")
            yield Cell(submission, item, said["value"], said["state"], text)


def _by_submission(cells: Iterator[Cell]) -> ByItem:
    values: ByItem = defaultdict(dict)
    for submission, item, value, state, text in cells:
        values[submission][item] = Held(value, state, text)
    return values


def _unclaimed(cell: Cell) -> Cell:
    """Count a claim of "not applicable" as blank: it must not raise a score before it is accepted."""
    if cell.state != AnswerState.NOT_APPLICABLE:
        return cell
    return cell._replace(value=None, state=AnswerState.BLANK.value, text="")


def _as_claimed(value: Held) -> Held:
    """Count a claim as blank, as `_unclaimed` does."""
    if value.state == AnswerState.NOT_APPLICABLE:
        return Held(None, AnswerState.BLANK)
    return value
