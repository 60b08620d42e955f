"""A submission's way: handed over, submitted, recalled, returned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.assessments.rounds.enums import RoundState, SubmissionState
from opendti_site.assessments.submissions.actions.saving import (
    submission_for_writing,
    writable,
)
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.permissions import can_return, can_sign
from opendti_site.assessments.submissions.queries import missing_in, picture_of
from opendti_site.assessments.submissions.stages import held, stated
from opendti_site.assessments.submissions.standing import NOT_APPLICABLE
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError

if TYPE_CHECKING:
    import datetime as dt

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.assessments.submissions.queries import Picture
    from opendti_site.frameworks.sheets import CriterionSheet


@transaction.atomic
def hand_over(submission: Submission, *, by: User) -> Submission:
    """Tell the signatory that the form is ready to be signed."""
    submission = writable(submission, by)
    submission.handed_over_at, submission.handed_over_by = timezone.now(), by
    _store(submission)
    record("hand_over", submission, by=by, name=str(submission), seals=[submission])
    return submission


@transaction.atomic
def submit_answers(
    submission: Submission, *, by: User, blanks_confirmed: bool = False
) -> Submission:
    """Submit for the unit: the values are fixed and scored as the unit's own score."""
    submission = writable(submission, by)
    if not can_sign(by, submission.unit):
        raise PermissionDenied
    picture = picture_of(submission)
    _refuse_incomplete(picture, blanks_confirmed=blanks_confirmed)
    submission.state = SubmissionState.SUBMITTED
    submission.submitted_at, submission.submitted_by = timezone.now(), by
    submission.return_reason = ""
    _store(submission)
    entries = ScoreEntry.objects.bulk_create(
        _entry(picture, sheet, by) for sheet in picture.sheets
    )
    record(
        "submit_answers",
        submission,
        by=by,
        name=str(submission),
        seals=[submission, *entries],
        points=picture.score.points,
        max_points=picture.score.max_points,
    )
    return submission


@transaction.atomic
def recall_submission(submission: Submission, *, reason: str, by: User) -> Submission:
    """Take a submission back before the deadline, with a reason."""
    submission = submission_for_writing(submission.pk)
    if not can_sign(by, submission.unit):
        raise PermissionDenied
    _demand_reason(reason)
    in_time = timezone.now() < submission.closes_at
    if submission.state != SubmissionState.SUBMITTED or not in_time:
        raise ActionRefusedError(_("Chỉ rút được hồ sơ đã nộp, trước hạn nộp."))
    if submission.round.state != RoundState.OPEN:
        raise ActionRefusedError(
            _("Kỳ đánh giá đã sang bước thẩm định nên không rút được.")
        )
    submission.state = SubmissionState.OPEN
    _clear(submission)
    record(
        "recall_submission",
        submission,
        by=by,
        name=str(submission),
        seals=[submission],
        reason=reason.strip(),
    )
    return submission


@transaction.atomic
def return_submission(
    submission: Submission, *, reason: str, by: User, due_at: dt.datetime | None = None
) -> Submission:
    """Give a submission back to its unit, with a reason and, past the deadline, a new one."""
    submission = submission_for_writing(submission.pk)
    if not can_return(by, submission.unit):
        raise PermissionDenied
    _demand_reason(reason)
    if submission.round.state not in {RoundState.OPEN, RoundState.APPRAISAL}:
        raise ActionRefusedError(_("Kỳ đánh giá đã đóng nên không trả lại được hồ sơ."))
    submission.due_at = due_at or submission.due_at
    if submission.closes_at <= timezone.now():
        raise ValidationError({
            "due_at": _("Hãy cho đơn vị một hạn nộp mới, sau lúc này.")
        })
    submission.state = SubmissionState.RETURNED
    submission.return_reason = reason.strip()
    _clear(submission)
    record(
        "return_submission",
        submission,
        by=by,
        name=str(submission),
        seals=[submission],
        reason=reason.strip(),
        due_at=submission.closes_at.isoformat(),
    )
    return submission


def _clear(submission: Submission) -> None:
    submission.submitted_at = submission.submitted_by = None
    submission.handed_over_at = submission.handed_over_by = None
    _store(submission)


def _store(submission: Submission) -> None:
    submission.version += 1
    submission.save()


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do.")})


def _refuse_incomplete(picture: Picture, *, blanks_confirmed: bool) -> None:
    missing = missing_in(picture)
    if any(one.is_blocking for one in missing):
        codes = ", ".join(one.sheet.code for one in missing if one.is_blocking)
        raise ActionRefusedError(
            _(
                "Chưa nộp được: hãy sửa lỗi, bổ sung minh chứng hoặc ghi lý do ở %(codes)s."
            )
            % {"codes": codes}
        )
    if missing and not blanks_confirmed:
        raise ActionRefusedError(
            _(
                "Còn %(count)d tiêu chí để trống; hãy xác nhận nộp với điểm 0 cho các tiêu chí đó."
            )
            % {"count": len(missing)}
        )


def _entry(picture: Picture, sheet: CriterionSheet, by: User) -> ScoreEntry:
    score = picture.score.criteria[sheet.code]
    claimed = picture.standings[sheet.code] == NOT_APPLICABLE
    said = {
        item.id: picture.answers[item.id]
        for item in sheet.items
        if item.id in picture.answers
    }
    return ScoreEntry(
        submission=picture.submission,
        criterion=sheet.code,
        stage=Stage.SELF,
        verdict=Verdict.CLAIMED,
        answers=stated({item: held(answer) for item, answer in said.items()}),
        points=score.points,
        max_points=score.max_points,
        state=AnswerState.NOT_APPLICABLE if claimed else score.state,
        reason=next((answer.reason for answer in said.values() if answer.reason), ""),
        by=by,
    )
