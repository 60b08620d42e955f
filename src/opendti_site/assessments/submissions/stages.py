"""The values of each stage: what the unit says, what appraisers and council made of it.

A stage's value is that of the stage's own latest entry, else of the stage before, down to the
unit's answers. Queries are counted by stage, never by unit.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.readings import Held

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Values = dict[str, Held]
ByItem = defaultdict[int, Values]

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


def values_at(
    submissions: Sequence[int], stage: str, criterion: str | None = None
) -> ByItem:
    """Return each submission's values at a stage, for one criterion or all."""
    only = {"criterion": criterion} if criterion else {}
    values: ByItem = defaultdict(dict)
    for answer in Answer.objects.filter(submission__in=submissions, **only):
        values[answer.submission_id][answer.item] = _as_claimed(held(answer))
    stages = LATER[Stage(stage)]
    if stages:
        for entry in _in_order(stages, submissions, only):
            values[entry.submission_id].update(values_in(entry))
    return values


def raw_values(submissions: Sequence[int], stage: str, criterion: str) -> ByItem:
    """Return a criterion's values at a stage with claims of "not applicable" as they are made."""
    values: ByItem = defaultdict(dict)
    for answer in Answer.objects.filter(
        submission__in=submissions, criterion=criterion
    ):
        values[answer.submission_id][answer.item] = held(answer)
    for entry in _in_order(LATER[Stage(stage)], submissions, {"criterion": criterion}):
        values[entry.submission_id].update(values_in(entry))
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


def _in_order(
    stages: Iterable[Stage], submissions: Sequence[int], only: dict[str, str]
) -> list[ScoreEntry]:
    """Return the latest entries, those of the earlier stage first."""
    found = ScoreEntry.objects.filter(
        submission__in=submissions, stage__in=stages, **only
    )
    latest = {
        (entry.stage, entry.submission_id, entry.criterion): entry
        for entry in found.order_by("pk")
    }
    order = {stage: place for place, stage in enumerate(stages)}
    return sorted(latest.values(), key=lambda entry: order[Stage(entry.stage)])


def _as_claimed(value: Held) -> Held:
    """Count a claim of "not applicable" as blank: it must not raise a score before it is accepted."""
    if value.state == AnswerState.NOT_APPLICABLE:
        return Held(None, AnswerState.BLANK)
    return value
