"""Asking about a criterion, taking the question back, writing the reply that the signatory will send."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import refuse_conflict
from opendti_site.assessments.requests.enums import (
    ASKING,
    SIGNED,
    RequestKind,
    RequestState,
)
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.requests.permissions import can_ask, is_asker
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.bridge import criterion_in
from opendti_site.assessments.rounds.locking import (
    locked_submission,
    locked_submissions,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import can_fill
from opendti_site.assessments.rounds.writers import written_by
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.ui.text import has_words


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of the units, and up to when they may reply."""

    text: str
    due_at: dt.datetime
    kind: str = RequestKind.EXPLAIN


@dataclass(frozen=True, slots=True)
class ReplyDraft:
    """A reply as typed; `values` has the fields that were changed, by item, as texts and states."""

    text: str
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@transaction.atomic
def ask_requests(
    round_: Round,
    criterion: str,
    submissions: Collection[int],
    question: Question,
    *,
    by: User,
) -> list[CriterionRequest]:
    """Ask one or several units about a criterion, all or none; an expired request makes room for a new one."""
    rows = locked_submissions(submissions)
    _refuse_unless_askable(round_, rows, submissions, by)
    _refuse_unfit(question)
    _refuse_states(rows, criterion)
    expired = _expired(rows, criterion)
    made = CriterionRequest.objects.bulk_create(
        CriterionRequest(
            submission=row,
            criterion=criterion,
            kind=question.kind,
            question=question.text.strip(),
            due_at=question.due_at,
            asked_by=by,
            asked_at=timezone.now(),
        )
        for row in rows
    )
    record(
        "ask_requests",
        round_,
        by=by,
        name=round_.title,
        seals=[*expired, *made],
        criterion=criterion,
        request_kind=question.kind,
        reason=question.text.strip(),
        answer_by=question.due_at.isoformat(),
        submissions=[row.pk for row in rows],
    )
    return made


@transaction.atomic
def withdraw_request(request: CriterionRequest, *, by: User) -> CriterionRequest:
    """Take a question back that waits for its reply; it stays in the criterion's history."""
    submission = locked_submission(request.submission_id)
    if is_asker(by, submission.round):
        refuse_conflict(by, [submission.unit])
    if not can_ask(by, submission) or written_by(by, [submission.pk]):
        raise PermissionDenied
    current = current_request(request, submission)
    refuse_unanswerable(current)
    current.state = RequestState.WITHDRAWN
    current.withdrawn_by, current.withdrawn_at = by, timezone.now()
    store(current)
    _record("withdraw_request", current, by)
    return current


@transaction.atomic
def draft_reply(
    request: CriterionRequest,
    draft: ReplyDraft,
    *,
    by: User,
    seen: int | None = None,
) -> CriterionRequest:
    """Keep a reply until the signatory sends it; nobody outside the unit sees it, and no score changes.

    `seen` is the version that was on screen: what somebody else wrote meanwhile is not overwritten,
    and EditConflictError carries it.
    """
    submission = locked_submission(request.submission_id)
    if not can_fill(by, submission):
        raise PermissionDenied
    current = current_request(request, submission)
    refuse_unanswerable(current)
    refuse_unseen(current, seen)
    if draft.values:
        _refuse_foreign(current, draft.values)
    text, values = draft.text.strip(), _plain(draft.values)
    if (text, values) == (current.reply, current.drafted):
        return current
    current.reply, current.drafted = text, values
    current.drafted_by, current.drafted_at = by, timezone.now()
    store(current)
    _record("draft_reply", current, by, version=current.version)
    return current


def current_request(
    request: CriterionRequest, submission: Submission
) -> CriterionRequest:
    """Read a request anew under the lock of its submission."""
    found = submission.criterion_requests.get(pk=request.pk)
    found.submission = submission
    return found


def refuse_unanswerable(request: CriterionRequest) -> None:
    """Insist that a locked request can be answered now."""
    if request.is_answerable:
        return
    if request.is_expired:
        raise ActionRefusedError(
            _("Yêu cầu này đã quá hạn trả lời; người thẩm định có thể gửi yêu cầu mới.")
        )
    raise ActionRefusedError(_("Yêu cầu này không còn chờ trả lời."))


def refuse_unseen(request: CriterionRequest, seen: int | None) -> None:
    """Insist that the reply is still the one that was on screen."""
    if seen is not None and seen != request.version:
        raise EditConflictError(
            _(
                "Bản giải trình vừa được sửa ở cửa sổ khác hoặc bởi người khác; hãy xem lại."
            ),
            request,
        )


def expire_requests(rows: QuerySet[CriterionRequest]) -> list[CriterionRequest]:
    """Mark requests of locked forms as over that nobody can answer and that would come back later, with a longer time."""
    found = list(rows.filter(~waiting(), state=RequestState.OPEN).order_by("pk"))
    for request in found:
        request.state = RequestState.EXPIRED
        store(request)
    return found


def store(request: CriterionRequest) -> None:
    """Save a request as its next version."""
    request.version += 1
    request.save()


def _refuse_unless_askable(
    round_: Round, rows: Sequence[Submission], asked: Collection[int], by: User
) -> None:
    """Insist on units of one round, of none of which this person wrote or signs the form."""
    if not asked:
        raise ValidationError({"units": _("Hãy chọn ít nhất một đơn vị.")})
    own = written_by(by, [row.pk for row in rows])
    foreign = any(row.round_id != round_.pk for row in rows)
    if own or foreign or len(rows) < len(set(asked)):
        raise PermissionDenied
    refuse_conflict(by, [row.unit for row in rows if is_asker(by, row.round)])
    if not all(can_ask(by, row) for row in rows):
        raise PermissionDenied


def _refuse_unfit(question: Question) -> None:
    if question.kind not in RequestKind.values:
        raise ValidationError({"kind": _("Hãy chọn loại yêu cầu.")})
    if not has_words(question.text):
        raise ValidationError({"question": _("Hãy ghi nội dung yêu cầu.")})
    if question.due_at <= timezone.now():
        raise ValidationError({"due_at": _("Hạn trả lời phải sau lúc này.")})


def _refuse_states(rows: Sequence[Submission], criterion: str) -> None:
    """Insist on a round in appraisal, and on signed forms that have the criterion."""
    round_ = rows[0].round
    if round_.state not in ASKING:
        raise ActionRefusedError(
            _("Chỉ gửi được yêu cầu khi kỳ đánh giá ở bước thẩm định hoặc giải trình.")
        )
    if any(criterion_in(round_, row.block, criterion) is None for row in rows):
        raise ActionRefusedError(_("Không có tiêu chí này trong khối của đơn vị."))
    unsigned = [str(row.unit) for row in rows if row.state not in SIGNED]
    if unsigned:
        raise ActionRefusedError(
            _("Chỉ gửi được yêu cầu về hồ sơ đã nộp; chưa nộp: %(units)s.")
            % {"units": ", ".join(unsigned)}
        )


def _expired(rows: Sequence[Submission], criterion: str) -> list[CriterionRequest]:
    """Mark the requests whose time is over; refuse where one still waits for its reply."""
    found = CriterionRequest.objects.filter(
        submission__in=[row.pk for row in rows],
        criterion=criterion,
        state=RequestState.OPEN,
    )
    by_key = {row.pk: row for row in rows}
    earlier = list(found.order_by("pk"))
    unanswered = [
        str(by_key[request.submission_id].unit)
        for request in earlier
        if not request.is_expired
    ]
    if unanswered:
        raise ActionRefusedError(
            _("Đang chờ trả lời một yêu cầu trước về tiêu chí này: %(units)s.")
            % {"units": ", ".join(unanswered)}
        )
    for request in earlier:
        request.state = RequestState.EXPIRED
        store(request)
    return earlier


def _refuse_foreign(
    request: CriterionRequest, values: Mapping[str, Mapping[str, str]]
) -> None:
    """Insist that values are given anew only where they were asked for, and of this criterion alone."""
    if not request.asks_for_values:
        raise ActionRefusedError(
            _("Yêu cầu giải trình không mở lại số liệu; hãy trả lời bằng lời.")
        )
    submission = request.submission
    sheet = criterion_in(submission.round, submission.block, request.criterion)
    if sheet is None or set(values) - {item.id for item in sheet.items}:
        raise ActionRefusedError(_("Chỉ sửa được số liệu của tiêu chí bị trả lại."))


def _plain(values: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Any]]:
    return {item: dict(fields) for item, fields in values.items()}


def _record(verb: str, request: CriterionRequest, by: User, **detail: object) -> None:
    record(
        verb,
        request.submission,
        by=by,
        name=str(request.submission),
        seals=[request],
        criterion=request.criterion,
        **detail,
    )
