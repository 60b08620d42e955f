"""Which units take part in a round that is open: one joins, is withdrawn, or comes back."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.bridge import blocks_of, size_in
from opendti_site.assessments.rounds.drafts import refuse_unscorable
from opendti_site.assessments.rounds.enums import (
    FOR_UNITS,
    RUNNING,
    SubmissionState,
)
from opendti_site.assessments.rounds.locking import locked_round
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.submissions.actions.extending import check_deadline
from opendti_site.assessments.submissions.lines import record_act
from opendti_site.assessments.submissions.progress import renew_progress
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.organisations.locking import lock_tree
from opendti_site.organisations.models import Unit
from opendti_site.ui.text import has_words


@transaction.atomic
def admit_unit(  # noqa: PLR0913 -- what the form asks
    round_: Round,
    unit: Unit,
    block: str,
    *,
    reason: str,
    by: User,
    document: str = "",
    due_at: dt.datetime | None = None,
) -> Submission:
    """Give a unit its form in a round that is open already, as if it had been there from the opening.

    Once the deadline of the round has passed the unit needs one of its own, `due_at`.
    """
    round_ = _locked(round_, by, FOR_UNITS)
    lock_tree()  # no unit is closed before it has its form
    require_reason(reason)
    _refuse_unfit(round_, unit)
    if block not in {known.code for known in blocks_of(round_)}:
        raise ValidationError({"block": _("Hãy chọn khối cho đơn vị.")})
    refuse_unscorable(round_, {block})
    total, points = size_in(round_, block)
    row = Submission(
        round=round_, unit=unit, block=block, total=total, max_points=points
    )
    if due_at:
        check_deadline(row, due_at)
        row.due_at, row.due_reason = due_at, reason.strip()
        row.due_document = document.strip()
    elif row.closes_at <= timezone.now():
        raise ValidationError({
            "due_at": _("Hạn nộp của kỳ đã qua; hãy đặt hạn nộp riêng cho đơn vị.")
        })
    row.save()
    renew_progress(row)
    record_act("admit_unit", row, by, reason, document, block=block)
    return row


@transaction.atomic
def withdraw_unit(
    submission: Submission, *, reason: str, by: User, document: str = ""
) -> Submission:
    """Take a unit out of a running round, with a reason: its form stays, and counts for nothing."""
    row = locked_form(submission, by)
    require_reason(reason)
    if not row.takes_part:
        raise ActionRefusedError(_("Đơn vị đã rút khỏi kỳ đánh giá."))
    if not row.round.taking_part.exclude(pk=row.pk).exists():
        raise ActionRefusedError(
            _("Kỳ phải còn ít nhất một đơn vị; đây là đơn vị cuối cùng.")
        )
    row.state, row.withdrawal_reason = SubmissionState.WITHDRAWN, reason.strip()
    _store(row)
    record_act("withdraw_unit", row, by, reason, document)
    return row


@transaction.atomic
def readmit_unit(
    submission: Submission, *, reason: str, by: User, document: str = ""
) -> Submission:
    """Bring a unit that was withdrawn back, with its form as it stood then.

    Refuses a unit that was closed meanwhile: nobody could be asked for anything any more.
    """
    row = locked_form(submission, by)
    lock_tree()  # no unit is closed while it comes back
    require_reason(reason)
    if row.takes_part:
        raise ActionRefusedError(_("Đơn vị đang tham gia kỳ đánh giá."))
    _refuse_closed(row)
    row.state, row.withdrawal_reason = state_before(row), ""
    _store(row)
    renew_progress(row)
    record_act("readmit_unit", row, by, reason, document)
    return row


def state_before(row: Submission) -> SubmissionState:
    """Return the state that a form was withdrawn in: the columns of its way stay as they were."""
    if row.submitted_at:
        return SubmissionState.SUBMITTED
    if row.handed_over_at:
        return SubmissionState.HANDED_OVER
    return SubmissionState.RETURNED if row.return_reason else SubmissionState.OPEN


def _locked(round_: Round, by: User, states: tuple[str, ...]) -> Round:
    """Lock a round with its forms: what is counted or frozen elsewhere is one or the other."""
    round_ = locked_round(round_.pk)
    if not can_coordinate(by, round_.root):
        raise PermissionDenied
    if round_.state not in states:
        raise ActionRefusedError(
            _("Kỳ đánh giá đang ở bước “%(state)s” nên không làm được việc này.")
            % {"state": round_.get_state_display()}
        )
    return round_


def locked_form(
    submission: Submission, by: User, states: tuple[str, ...] = RUNNING
) -> Submission:
    """Lock a form with its whole round, for who coordinates it while it is in one of these states."""
    round_ = _locked(submission.round, by, states)
    row = Submission.objects.select_related("unit").get(pk=submission.pk)
    row.round = round_
    return row


def require_reason(reason: str) -> None:
    """Refuse an act without a reason."""
    if not has_words(reason):
        raise ValidationError({"reason": _("Hãy ghi lý do.")})


def _refuse_unfit(round_: Round, unit: Unit) -> None:
    """Refuse a unit that is not below the round's root, is closed, or has a form already."""
    unit = Unit.objects.get(pk=unit.pk)
    if not unit.path.startswith(round_.root.path) or unit.closed_on:
        raise ValidationError({
            "unit": _("Chỉ thêm được đơn vị đang hoạt động thuộc cơ quan chủ trì.")
        })
    former = round_.submissions.filter(unit=unit).first()
    if former is None:
        return
    words = _("Đơn vị này đã tham gia kỳ đánh giá.")
    if not former.takes_part:
        words = _("Đơn vị này đã rút khỏi kỳ; hãy mở hồ sơ và đưa đơn vị trở lại.")
    raise ValidationError({"unit": words})


def _refuse_closed(row: Submission) -> None:
    """Refuse to bring a unit back that has been closed since."""
    closed_on = Unit.objects.values_list("closed_on", flat=True).get(pk=row.unit_id)
    if closed_on:
        raise ActionRefusedError(
            _(
                "%(unit)s đã kết thúc hoạt động ngày %(day)s nên không đưa trở lại kỳ được."
            )
            % {"unit": row.unit.local_name, "day": f"{closed_on:%d/%m/%Y}"}
        )


def _store(row: Submission) -> None:
    row.version += 1
    row.save()
