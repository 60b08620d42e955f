"""Extends the deadline of one unit."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.requests.deadlines import follow_unit
from opendti_site.assessments.rounds.enums import FOR_UNITS
from opendti_site.assessments.rounds.locking import locked_submission
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.steps import appraised_until
from opendti_site.assessments.submissions.permissions import can_extend
from opendti_site.assessments.submissions.progress import renew_progress
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.dates import moment
from opendti_site.ui.text import has_words


@transaction.atomic
def extend_submission(
    submission: Submission,
    *,
    due_at: dt.datetime,
    reason: str,
    by: User,
    document: str = "",
) -> Submission:
    """Give one unit longer than the round does, also once its deadline has passed, with a reason.

    `document` is the number of the document that grants the extension. What the unit was asked about
    its criteria and would have to answer before waits as long.
    """
    submission = locked_submission(submission.pk)
    if not can_extend(by, submission.round):
        raise PermissionDenied
    _refuse_unextendable(submission)
    if not has_words(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do gia hạn.")})
    before = submission.closes_at
    check_deadline(submission, due_at)
    submission.due_at = due_at
    submission.due_reason, submission.due_document = reason.strip(), document.strip()
    submission.version += 1
    submission.save()
    renew_progress(submission)
    requests = follow_unit(submission, due_at)
    record(
        "extend_submission",
        submission,
        by=by,
        name=str(submission),
        seals=[submission, *requests],
        before={"submit_by": before.isoformat()},
        after={"submit_by": due_at.isoformat()},
        reason=submission.due_reason,
        document_number=submission.due_document,
        **({"requests_moved": len(requests)} if requests else {}),
    )
    return submission


def _refuse_unextendable(submission: Submission) -> None:
    if submission.is_extendable:
        return
    if not submission.takes_part:
        raise ActionRefusedError(_("Đơn vị đã rút khỏi kỳ đánh giá."))
    if submission.round.state in FOR_UNITS:
        raise ActionRefusedError(
            _("Đơn vị đã nộp nên không cần gia hạn; nếu cần sửa, hãy trả lại hồ sơ.")
        )
    raise ActionRefusedError(
        _("Kỳ đánh giá đang ở bước “%(state)s” nên đơn vị không nộp được nữa.")
        % {"state": submission.round.get_state_display()}
    )


def check_deadline(submission: Submission, due_at: dt.datetime) -> None:
    """Refuse a deadline that is not later than the present one and now, or too late to be appraised."""
    latest = appraised_until(submission.round)
    fault = ""
    if due_at <= submission.closes_at:
        fault = _("Hạn mới phải sau hạn hiện nay của đơn vị.")
    elif due_at <= timezone.now():
        fault = _("Hạn mới phải sau lúc này.")
    elif latest and due_at >= latest:
        fault = _(
            "Hạn mới phải trước %(moment)s: sau đó không ai thẩm định hồ sơ này được nữa."
        ) % {"moment": moment(latest)}
    if fault:
        raise ValidationError({"due_at": fault})
