"""The values of each stage: what the unit says, what appraisers and council made of it.

A stage's value is that of the stage's own latest entry, else of the stage before, down to the
unit's answers. An entry counts only for what it was made of: it keeps the basis of its judgement (the
values of the stage before it and the evidence shown), and where that has changed since, the entry
is stale. A stale entry counts as none until somebody confirms or changes it: the stage reads as
the stage before it, and the criterion is undecided again. Queries are counted by stage, never by unit.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from copy import copy
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, F, FloatField, OuterRef, QuerySet, TextField
from django.db.models.functions import Cast

from opendti_site.assessments.evidence.queries import marks_of
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import (
    AnswerOrigin,
    AnswerState,
    Stage,
)
from opendti_site.assessments.submissions.machine_values import (
    ChosenValue,
    MachineValue,
    choose,
    machine_values,
)
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.readings import BLANK, ItemValue
from opendti_site.ui.text import has_words

Submissions = Sequence[int] | QuerySet[Submission]
Values = dict[str, ItemValue]
ByItem = defaultdict[int, Values]
CriterionKey = tuple[int, str]
"""A criterion of a submission."""
# A float at once: thousands of decimals are slow to make, and every reader wants the float.
AS_FLOAT = Cast("value", FloatField())
# Read only where no later entry replaced it.
AS_TEXT = Cast("answers", TextField())
LATER = {
    Stage.SELF: (),
    Stage.APPRAISED: (Stage.APPRAISED,),
    Stage.FINAL: (Stage.APPRAISED, Stage.FINAL),
}
BEFORE: dict[str, Stage] = {
    Stage.APPRAISED: Stage.SELF,
    Stage.FINAL: Stage.APPRAISED,
}


def value_of(answer: Answer) -> ItemValue:
    """Return the value and state of an answer."""
    value = None if answer.value is None else float(answer.value)
    return ItemValue(value, answer.state, answer.text)


def values_of(answers: Mapping[str, Answer]) -> Values:
    """Return answers as values: a claim of "not applicable" counts as blank, and so does what cannot be read."""
    return {
        item: without_claim(_cell(answer)).item_value
        for item, answer in answers.items()
    }


def counted_answers(
    submission: Submission,
    answers: Mapping[str, Answer],
    machines: Mapping[str, MachineValue],
) -> dict[str, Answer]:
    """Return what counts of a form before any judgement: its answers, and copies of them where a machine's value counts.

    Copies are never saved.
    """
    counted = dict(answers)
    for item, machine in machines.items():
        answer = answers.get(item)
        chosen = chosen_of(answer, machine)
        if not chosen.is_machine:
            continue
        copied = (
            copy(answer)
            if answer
            else Answer(
                submission=submission, item=item, criterion=machine.criterion, version=0
            )
        )
        number, copied.state, copied.text = chosen.value.parts
        copied.value = None if number is None else Decimal(repr(number))
        copied.origin, copied.rejected, copied.reason = AnswerOrigin.MACHINE, "", ""
        counted[item] = copied
    return counted


def chosen_of(answer: Answer | None, machine: MachineValue) -> ChosenValue:
    """Return which value of an item counts: what the form says of it, or the machine's."""
    if answer is None:
        return choose(BLANK, machine, has_reason=False)
    has_reason = has_words(answer.comment or answer.reason)
    return choose(_cell(answer).item_value, machine, has_reason=has_reason)


class StageValue(NamedTuple):
    """One item of one submission at a stage."""

    submission: int
    item: str
    value: float | None
    state: str
    text: str
    criterion: str

    @property
    def item_value(self) -> ItemValue:
        """The value, its state and its text."""
        return ItemValue(self.value, self.state, self.text)

    def with_value(self, value: ItemValue) -> StageValue:
        """Return the cell with another value."""
        number, state, text = value.parts
        return self._replace(value=number, state=state, text=text)


class StageJudgement(NamedTuple):
    """The latest entry of a stage about one criterion, and whether it counts: `values` if so."""

    submission: int
    criterion: str
    stage: Stage
    values: Values | None


def cells_at(
    submissions: Submissions, stage: str, criteria: Collection[str] | None = None
) -> Iterator[StageValue]:
    """Yield what each submission's items are at a stage, for some criteria or all.

    An item that a later stage changes comes again, the later stage's last.
    """
    stages = LATER[Stage(stage)]
    # The unit's own values need no list: a round of thousands of forms streams through.
    if not stages:
        yield from map(without_claim, _answer_cells(submissions, criteria))
        return
    given = list(_answer_cells(submissions, criteria))
    yield from map(without_claim, given)
    for judgement in _judgements(submissions, stages, criteria, given):
        for item, value in (judgement.values or {}).items():
            yield StageValue(
                judgement.submission, item, *value.parts, judgement.criterion
            )


def values_at(
    submissions: Sequence[int], stage: str, criteria: Collection[str] | None = None
) -> ByItem:
    """Return each submission's values at a stage, for some criteria or all."""
    return _by_submission(cells_at(submissions, stage, criteria))


def raw_values(submissions: Submissions, stage: str, criterion: str) -> ByItem:
    """Return a criterion's values at a stage with claims of "not applicable" as they are made."""
    values: ByItem = defaultdict(dict)
    for (pk, _code), found in criterion_values(submissions, stage, [criterion]).items():
        values[pk] = found
    return values


def criterion_values(
    submissions: Submissions, stage: str, criteria: Collection[str] | None = None
) -> defaultdict[CriterionKey, Values]:
    """Return `raw_values` of several criteria or all, by submission and criterion."""
    given = list(_answer_cells(submissions, criteria))
    values: defaultdict[CriterionKey, Values] = defaultdict(dict)
    for cell in given:
        values[cell.submission, cell.criterion][cell.item] = cell.item_value
    judgements = _judgements(submissions, LATER[Stage(stage)], criteria, given)
    for judgement in judgements:
        key = judgement.submission, judgement.criterion
        values[key].update(judgement.values or {})
    return values


def stale_entries(
    submissions: Submissions, criteria: Collection[str] | None = None
) -> set[tuple[int, str, str]]:
    """Return (submission, criterion, stage) of the latest entries whose basis has changed since."""
    given = _answer_cells(submissions, criteria)
    judgements = _judgements(submissions, LATER[Stage.FINAL], criteria, given)
    return {
        (entry.submission, entry.criterion, entry.stage.value)
        for entry in judgements
        if entry.values is None
    }


def stale_in(submissions: QuerySet[Submission]) -> set[tuple[int, str, str]]:
    """Return the stale entries among many submissions, reading only those where one may be stale."""
    suspect = suspects_in(submissions)
    return stale_entries(sorted(suspect)) if suspect else set()


def suspects_in(
    submissions: QuerySet[Submission], criterion: str | None = None
) -> set[int]:
    """Return the submissions where an entry, of one criterion or of any, may be stale.

    Nothing can have changed since a judgement but by a write to the form, or by a later appraisal
    under a decision of the council.
    """
    entries = ScoreEntry.objects.exclude(stage=Stage.SELF).order_by()
    if criterion is not None:
        entries = entries.filter(criterion=criterion)
    among = entries.filter(submission__in=submissions.values("pk"))
    changed = among.filter(submission__changed_at__gte=F("at"))
    later = entries.filter(
        submission=OuterRef("submission"),
        criterion=OuterRef("criterion"),
        stage=Stage.APPRAISED,
        pk__gt=OuterRef("pk"),
    )
    settled = among.filter(Exists(later), stage=Stage.FINAL)
    suspect = {*changed.values_list("submission", flat=True)}
    suspect.update(settled.values_list("submission", flat=True))
    return suspect


def basis_of(values: Mapping[str, ItemValue], evidence: str) -> str:
    """Return a digest of what an appraiser is shown: the values before the judgement, and the evidence."""
    parts = [evidence]
    for item in sorted(values):
        value, state, text = values[item].parts
        # An item that nobody filled in is the same as one without a row, so both give one
        # basis.
        if state != AnswerState.BLANK:
            parts.append(
                # Twelve digits: a float that a database made of a decimal need not agree in the
                # last decimal.
                f"{item} {state} {'' if value is None else f'{value:.12g}'} {text}"
            )
    return hashlib.blake2b("\0".join(parts).encode(), digest_size=16).hexdigest()


def is_stale(basis: str, present: str) -> bool:
    """Return whether an entry of this basis judged something else than a judge is shown at present."""
    # Without a basis are the entries of before there was one: they count, as they did then.
    return basis not in {"", present}


def values_in(entry: ScoreEntry) -> Values:
    """Return the values that an entry was scored with."""
    return _values(entry.answers)


def stated(values: Values) -> dict[str, dict[str, object]]:
    """Return values as an entry stores them."""
    return {
        item: {"value": value.value, "state": str(value.state), "text": value.text}
        for item, value in values.items()
    }


def without_claims(values: Values) -> Values:
    """Count claims of "not applicable" as blank, as the unit's own score does."""
    return {
        item: ItemValue(None, AnswerState.BLANK)
        if value.state == AnswerState.NOT_APPLICABLE
        else value
        for item, value in values.items()
    }


def latest_entries(
    submissions: Sequence[int], *, criterion: str | None = None
) -> dict[tuple[int, str, str], ScoreEntry]:
    """Return the current entry by submission, criterion and stage, stale ones included."""
    only = {"criterion": criterion} if criterion else {}
    entries = ScoreEntry.objects.filter(
        submission__in=submissions, **only
    ).select_related("by")
    return {
        (entry.submission_id, entry.criterion, entry.stage): entry
        for entry in entries.order_by("pk")
    }


def _answer_cells(
    submissions: Submissions, criteria: Collection[str] | None
) -> Iterator[StageValue]:
    """Yield the values that count before any judgement: what units say, or machines, as the criteria decide."""
    found = Answer.objects.filter(submission__in=submissions)
    if criteria is not None:
        found = found.filter(criterion__in=criteria)
    columns = ("submission", "item", AS_FLOAT, "state", "text", "criterion", "rejected")
    rows = found.values_list(*columns, "comment", "reason")
    machines = machine_values(submissions, criteria)
    for *parts, rejected, comment, reason in rows:
        cell = _readable(StageValue._make(parts), rejected)
        machine = machines.get(cell.submission, {}).pop(cell.item, None)
        if machine:
            has_reason = has_words(comment or reason)
            chosen = choose(cell.item_value, machine, has_reason=has_reason)
            cell = cell.with_value(chosen.value)
        yield cell
    # What units gave no answer to.
    for submission, by_item in machines.items():
        for item, machine in by_item.items():
            value = choose(BLANK, machine, has_reason=False).value
            yield StageValue(submission, item, *value.parts, machine.criterion)


def _cell(answer: Answer) -> StageValue:
    parts = value_of(answer).parts
    cell = StageValue(answer.submission_id, answer.item, *parts, answer.criterion)
    return _readable(cell, answer.rejected)


def _readable(cell: StageValue, rejected: str) -> StageValue:
    """Count a value as blank while a text that replaced it could not be read: it is no longer the answer."""
    return _blank(cell) if rejected else cell


def _judgements(
    submissions: Submissions,
    stages: Sequence[Stage],
    criteria: Collection[str] | None,
    given: Iterable[StageValue],
) -> Iterator[StageJudgement]:
    """Yield the latest entry of each stage about each criterion, the stages of one in their order."""
    latest = _latest(submissions, stages, criteria)
    if not latest:
        return
    before: defaultdict[CriterionKey, Values] = defaultdict(dict)
    for cell in given:
        key = cell.submission, cell.criterion
        if key in latest:
            before[key][cell.item] = cell.item_value
    evidence = marks_of(submissions, criteria)
    for key, entries in latest.items():
        current, shown = before[key], evidence.get(key, "")
        for stage in stages:
            if stage not in entries:
                continue
            basis, answers = entries[stage]
            counts = not is_stale(basis, basis_of(current, shown))
            if counts:
                current = _values(json.loads(answers))
            yield StageJudgement(*key, stage, current if counts else None)


def _latest(
    submissions: Submissions,
    stages: Sequence[Stage],
    criteria: Collection[str] | None,
) -> dict[CriterionKey, dict[str, tuple[str, str]]]:
    """Return the basis and the answers of the latest entries, by criterion and stage."""
    latest: dict[CriterionKey, dict[str, tuple[str, str]]] = {}
    if not stages:
        return latest
    found = ScoreEntry.objects.filter(submission__in=submissions, stage__in=stages)
    if criteria is not None:
        found = found.filter(criterion__in=criteria)
    rows = found.order_by("pk")
    for submission, criterion, stage, basis, answers in rows.values_list(
        "submission", "criterion", "stage", "basis", AS_TEXT
    ):
        latest.setdefault((submission, criterion), {})[stage] = basis, answers
    return latest


def _values(answers: Mapping[str, Mapping[str, Any]]) -> Values:
    return {
        item: ItemValue(data["value"], data["state"], data.get("text", ""))
        for item, data in answers.items()
    }


def _by_submission(cells: Iterable[StageValue]) -> ByItem:
    values: ByItem = defaultdict(dict)
    for cell in cells:
        values[cell.submission][cell.item] = cell.item_value
    return values


def without_claim(cell: StageValue) -> StageValue:
    """Count a claim of "not applicable" as blank: it must not raise a score before it is accepted."""
    return _blank(cell) if cell.state == AnswerState.NOT_APPLICABLE else cell


def _blank(cell: StageValue) -> StageValue:
    return cell._replace(value=None, state=AnswerState.BLANK.value, text="")
