"""A submission's way: handed over, handed back, submitted, recalled, returned."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.enums import (
    FOR_UNITS,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.locking import locked_submission
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions.saving import writable
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.permissions import can_return, can_sign
from opendti_site.assessments.submissions.progress import renew_progress
from opendti_site.assessments.submissions.queries import (
    SubmissionSummary,
    missing_in,
    summary_of,
)
from opendti_site.assessments.submissions.stages import stated, value_of
from opendti_site.assessments.submissions.status import NOT_APPLICABLE
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.text import has_words


@transaction.atomic
def hand_over(submission: Submission, *, by: User) -> Submission:
    """Lay the form before the signatory; until it is handed back, nobody changes it."""
    submission = writable(submission, by)
    codes = _blocking_in(summary_of(submission))
    if codes:
        raise ActionRefusedError(
            _(
                "Chưa chuyển được: hãy sửa lỗi, bổ sung tài liệu kiểm chứng hoặc ghi lý do ở %(codes)s."
            )
            % {"codes": codes}
        )
    submission.state = SubmissionState.HANDED_OVER
    submission.handed_over_at, submission.handed_over_by = timezone.now(), by
    submission.hand_back_reason = ""
    _store(submission)
    _record("hand_over", submission, by)
    return submission


@transaction.atomic
def hand_back(submission: Submission, *, reason: str, by: User) -> Submission:
    """Give the form back to the reporters, with a reason; it is theirs to change again."""
    submission = locked_submission(submission.pk)
    if not can_sign(by, submission):
        raise PermissionDenied
    _require_reason(reason)
    if submission.state != SubmissionState.HANDED_OVER or not submission.is_in_time:
        raise ActionRefusedError(
            _("Chỉ chuyển lại được hồ sơ đang chờ ký, trước hạn nộp.")
        )
    was_returned = bool(submission.return_reason)
    submission.state = (
        SubmissionState.RETURNED if was_returned else SubmissionState.OPEN
    )
    submission.hand_back_reason = reason.strip()
    _clear(submission)
    _record("hand_back", submission, by, reason=reason.strip())
    return submission


@transaction.atomic
def submit_answers(
    submission: Submission,
    *,
    by: User,
    blanks_confirmed: bool = False,
    seen: int | None = None,
) -> Submission:
    """Submit for the unit: the values are fixed and scored as the unit's own score.

    `seen` is the version that was on screen: a form that has changed since is not signed, and
    EditConflictError carries it as it is. A signatory may also submit a form that was not
    handed over, their own work in a unit that has nobody else.
    """
    submission = locked_submission(submission.pk)
    if not can_sign(by, submission):
        raise PermissionDenied
    # Under the lock and by version: nobody signs numbers that were not on their screen.
    _refuse_unsignable(submission, seen)
    summary = summary_of(submission)
    _refuse_incomplete(summary, blanks_confirmed=blanks_confirmed)
    submission.state = SubmissionState.SUBMITTED
    submission.submitted_at, submission.submitted_by = timezone.now(), by
    submission.first_submitted_at = (
        submission.first_submitted_at or submission.submitted_at
    )
    # The reasons have been answered by submitting; the log keeps them.
    submission.return_reason = submission.hand_back_reason = ""
    _store(submission)
    entries = ScoreEntry.objects.bulk_create(
        own_entry(summary, sheet, by) for sheet in summary.sheets
    )
    score = summary.score
    _record(
        "submit_answers",
        submission,
        by,
        entries,
        points=score.points,
        max_points=score.max_points,
    )
    return submission


@transaction.atomic
def recall_submission(submission: Submission, *, reason: str, by: User) -> Submission:
    """Take a submission back before the deadline, with a reason."""
    submission = locked_submission(submission.pk)
    if not can_sign(by, submission):
        raise PermissionDenied
    _require_reason(reason)
    if submission.round.state != RoundState.OPEN:
        raise ActionRefusedError(
            _("Kỳ đánh giá đã sang bước thẩm định nên không rút được.")
        )
    if submission.state != SubmissionState.SUBMITTED or not submission.is_in_time:
        raise ActionRefusedError(_("Chỉ rút được hồ sơ đã nộp, trước hạn nộp."))
    submission.state = SubmissionState.OPEN
    # Otherwise an empty form that is submitted in time and recalled could never be late.
    submission.first_submitted_at = None
    _clear(submission)
    _record("recall_submission", submission, by, reason=reason.strip())
    return submission


@transaction.atomic
def return_submission(
    submission: Submission, *, reason: str, by: User, due_at: dt.datetime | None = None
) -> Submission:
    """Give a submission back to its unit, with a reason and, past the deadline, a new one."""
    submission = locked_submission(submission.pk)
    if not can_return(by, submission):
        raise PermissionDenied
    _require_reason(reason)
    if not submission.takes_part:
        raise ActionRefusedError(_("Đơn vị đã rút khỏi kỳ đánh giá."))
    if submission.round.state not in FOR_UNITS:
        raise ActionRefusedError(
            _("Kỳ đánh giá đang ở bước “%(state)s” nên không trả lại được hồ sơ.")
            % {"state": submission.round.get_state_display()}
        )
    if due_at:
        _refuse_earlier(submission, due_at)
        # Set before it is checked: `closes_at` is worked out from it.
        submission.due_at = due_at
        submission.due_reason = submission.due_document = ""
    if submission.closes_at <= timezone.now():
        raise ValidationError({
            "due_at": _("Hãy cho đơn vị một hạn nộp mới, sau lúc này.")
        })
    submission.state = SubmissionState.RETURNED
    submission.return_reason, submission.hand_back_reason = reason.strip(), ""
    _clear(submission)
    due = submission.closes_at.isoformat()
    _record("return_submission", submission, by, reason=reason.strip(), due_at=due)
    return submission


def _clear(submission: Submission) -> None:
    submission.submitted_at = submission.submitted_by = None
    submission.handed_over_at = submission.handed_over_by = None
    _store(submission)
    renew_progress(submission)


def _store(submission: Submission) -> None:
    submission.version += 1
    submission.save()


def _record(
    verb: str,
    submission: Submission,
    by: User,
    entries: Iterable[ScoreEntry] = (),
    **detail: object,
) -> None:
    record(
        verb,
        submission,
        by=by,
        name=str(submission),
        seals=[submission, *entries],
        version=submission.version,
        **detail,
    )


def _require_reason(reason: str) -> None:
    if not has_words(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})


def _refuse_earlier(submission: Submission, due_at: dt.datetime) -> None:
    """Refuse a deadline that takes time from the unit: the later one would count anyway."""
    if timezone.now() < due_at < submission.closes_at:
        raise ValidationError({
            "due_at": _("Hạn nộp lại không được trước hạn nộp hiện nay của đơn vị.")
        })


def _refuse_unsignable(submission: Submission, seen: int | None) -> None:
    if submission.state == SubmissionState.SUBMITTED or not submission.is_in_time:
        raise ActionRefusedError(
            _("Hồ sơ đã nộp hoặc đã hết hạn nên không nộp được nữa.")
        )
    if seen is not None and seen != submission.version:
        raise EditConflictError(
            _("Hồ sơ đã thay đổi từ khi mở trang nên chưa nộp; hãy xem lại rồi nộp."),
            submission,
        )


def _blocking_in(summary: SubmissionSummary) -> str:
    """Name the criteria that no signatory could submit: faults, evidence that lacks without a reason."""
    return ", ".join(
        missing.sheet.code for missing in missing_in(summary) if missing.is_blocking
    )


def _refuse_incomplete(summary: SubmissionSummary, *, blanks_confirmed: bool) -> None:
    codes = _blocking_in(summary)
    if codes:
        raise ActionRefusedError(
            _(
                "Chưa nộp được: hãy sửa lỗi, bổ sung tài liệu kiểm chứng hoặc ghi lý do ở %(codes)s."
            )
            % {"codes": codes}
        )
    missing = missing_in(summary)
    if missing and not blanks_confirmed:
        raise ActionRefusedError(
            _(
                "Còn %(count)d tiêu chí để trống; hãy xác nhận nộp với điểm 0 cho các tiêu chí đó."
            )
            % {"count": len(missing)}
        )


def own_entry(
    summary: SubmissionSummary, sheet: CriterionSheet, by: User
) -> ScoreEntry:
    """Return the entry, not saved, of what the unit's own values of a criterion score."""
    score = summary.score.criteria[sheet.code]
    claimed = summary.statuses[sheet.code] == NOT_APPLICABLE
    answers = {
        item.id: summary.counted[item.id]
        for item in sheet.items
        if item.id in summary.counted
    }
    return ScoreEntry(
        submission=summary.submission,
        criterion=sheet.code,
        stage=Stage.SELF,
        verdict=Verdict.CLAIMED,
        answers=stated({item: value_of(answer) for item, answer in answers.items()}),
        points=score.points,
        max_points=score.max_points,
        state=AnswerState.NOT_APPLICABLE if claimed else score.state,
        reason=next(
            (answer.reason for answer in answers.values() if answer.reason), ""
        ),
        by=by,
    )
