"""Judging a criterion: accept the values or correct them; the score follows by the rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.assessments.appraisal.bridge import (
    judged_values,
    points_of,
    scores_in,
)
from opendti_site.assessments.appraisal.permissions import can_judge
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import (
    latest_entries,
    raw_values,
    stated,
)
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from opendti_site.accounts.models import User
    from opendti_site.assessments.submissions.readings import CriterionScore
    from opendti_site.assessments.submissions.stages import Values

BEFORE = {Stage.APPRAISED: Stage.SELF, Stage.FINAL: Stage.APPRAISED}
VERBS = {Stage.APPRAISED: "appraise_criterion", Stage.FINAL: "settle_criterion"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a judge says of one unit's criterion.

    `texts` are the corrected values as typed; `seen` is the entry that the page showed (0: none),
    so that nobody overrules an entry unread.
    """

    verdict: str
    reason: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    applies: bool = True
    seen: int | None = None


@transaction.atomic
def appraise(
    submission: Submission,
    criterion: str,
    judgement: Judgement,
    *,
    stage: str = Stage.APPRAISED,
    by: User,
) -> ScoreEntry:
    """Accept or correct one unit's values of one criterion at a stage."""
    round_ = _judged_round(submission.round_id)
    submission = round_.submissions.select_related("unit").get(pk=submission.pk)
    if not can_judge(by, stage, submission.unit):
        raise PermissionDenied
    latest = latest_entries([submission.pk], criterion=criterion)
    _refuse_unseen(latest.get((submission.pk, criterion, stage)), judgement.seen)
    basis = raw_values([submission.pk], BEFORE[Stage(stage)], criterion)[submission.pk]
    values = _said(round_, criterion, judgement, basis)
    score = points_of(round_, submission, criterion, values, stage)
    if score.faults:
        raise ValidationError({"values": str(score.faults[0].message)})
    entry = _entry(submission, score, values, by=by, stage=stage)
    entry.verdict, entry.reason = judgement.verdict, judgement.reason.strip()
    entry.save()
    record(
        VERBS[Stage(stage)],
        submission,
        by=by,
        name=str(submission.unit),
        seals=[entry],
        criterion=criterion,
        verdict=entry.verdict,
        reason=entry.reason,
        values=entry.answers,
        points=entry.points,
    )
    return entry


@transaction.atomic
def accept_rest(
    round_: Round,
    criterion: str,
    *,
    by: User,
    stage: str = Stage.APPRAISED,
    among: Collection[int] | None = None,
) -> int:
    """Accept the values of every unit that nobody has judged yet; returns how many."""
    round_ = _judged_round(round_.pk)
    rows = [
        row
        for row in round_.submissions.select_related("unit").order_by("unit__path")
        if can_judge(by, stage, row.unit) and (among is None or row.pk in among)
    ]
    if not rows:
        raise PermissionDenied
    keys = [row.pk for row in rows]
    done = latest_entries(keys, criterion=criterion)
    values = raw_values(keys, BEFORE[Stage(stage)], criterion)
    scores = scores_in(round_, rows, criterion, values)
    entries = [
        _entry(row, scores[row.pk], values[row.pk], by=by, stage=stage)
        for row in rows
        if row.pk in scores and (row.pk, criterion, stage) not in done
    ]
    ScoreEntry.objects.bulk_create(entries)
    record(
        VERBS[Stage(stage)],
        round_,
        by=by,
        name=round_.title,
        seals=entries,
        criterion=criterion,
        verdict=Verdict.ACCEPTED,
        submissions=[entry.submission_id for entry in entries],
    )
    return len(entries)


def _judged_round(pk: int) -> Round:
    round_ = Round.objects.defer("framework_text").get(pk=pk)
    if round_.state != RoundState.APPRAISAL:
        raise ActionRefusedError(_("Kỳ đánh giá không ở bước thẩm định."))
    return round_


def _refuse_unseen(entry: ScoreEntry | None, seen: int | None) -> None:
    if seen is None or seen == (entry.pk if entry else 0):
        return
    who = entry.by if entry else ""
    raise ActionRefusedError(
        _("%(who)s vừa thẩm định đơn vị này; hãy xem lại rồi quyết định.")
        % {"who": who}
    )


def _said(
    round_: Round,
    criterion: str,
    judgement: Judgement,
    basis: Values,
) -> Values:
    """Return the values that the judgement comes to."""
    if judgement.verdict == Verdict.ACCEPTED:
        return basis
    if not judgement.reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do điều chỉnh.")})
    values, faults = judged_values(
        round_, criterion, judgement.texts, applies=judgement.applies
    )
    if faults:
        raise ValidationError({"values": list(faults.values())})
    return values


def _entry(
    submission: Submission,
    score: CriterionScore,
    values: Values,
    *,
    by: User,
    stage: str,
) -> ScoreEntry:
    return ScoreEntry(
        submission=submission,
        criterion=score.criterion,
        stage=stage,
        verdict=Verdict.ACCEPTED,
        answers=stated(values),
        points=score.points or 0.0 if score.is_scored else None,
        max_points=score.max_points,
        state=_state(values, score),
        by=by,
    )


def _state(values: Values, score: CriterionScore) -> str:
    if any(held.state == AnswerState.NOT_APPLICABLE for held in values.values()):
        return AnswerState.NOT_APPLICABLE
    return score.state
