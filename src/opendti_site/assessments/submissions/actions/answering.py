"""The signatory sends the reply to a request, and with it the values of a criterion that was given back."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.requests.actions import (
    current_request,
    refuse_unanswerable,
    refuse_unseen,
    store,
)
from opendti_site.assessments.requests.enums import SIGNED, RequestState
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.enums import SubmissionState
from opendti_site.assessments.rounds.locking import locked_submission
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions.handing_in import own_entry
from opendti_site.assessments.submissions.actions.saving import SaveOperation
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.outcomes import PostedField
from opendti_site.assessments.submissions.permissions import can_sign
from opendti_site.assessments.submissions.progress import FIELDS
from opendti_site.assessments.submissions.queries import BLOCKING, summary_of
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.text import has_words

REPLYING = (
    SubmissionState.SUBMITTED,
    SubmissionState.RETURNED,
    SubmissionState.HANDED_OVER,
)
"""The states of a form in which an explanation may be sent: one that is given back meanwhile hinders none."""


@transaction.atomic
def answer_request(
    request: CriterionRequest, *, by: User, seen: int | None = None
) -> CriterionRequest:
    """Send the reply for the unit; an appraisal of the criterion lapses until it is looked at again.

    Values that were given anew become the unit's, with an entry of its own score beside the earlier
    ones. `seen` is the version that was on screen: nobody sends what they have not read.
    """
    submission = locked_submission(request.submission_id)
    if not can_sign(by, submission):
        raise PermissionDenied
    current = current_request(request, submission)
    refuse_unanswerable(current)
    _refuse_state(current)
    refuse_unseen(current, seen)
    if not has_words(current.reply):
        raise ValidationError({"reply": _("Hãy ghi nội dung giải trình.")})
    # Stored first: documents that were added to the reply count from here on.
    current.state = RequestState.ANSWERED
    current.replied_by, current.replied_at = by, timezone.now()
    store(current)
    saving = SaveOperation(submission, by)
    entries = _redone(current, saving) if current.asks_for_values else []
    # Once: PostgreSQL looks at the round again where a row is updated twice in one transaction,
    # and so waits for whoever has locked the round and waits for this form.
    submission.version += 0 if saving.changes else 1
    submission.changed_at = timezone.now()
    submission.save(update_fields=[*FIELDS, "version"])
    ScoreEntry.objects.bulk_create(entries)
    record(
        "answer_request",
        submission,
        by=by,
        name=str(submission),
        seals=[submission, current, *entries, *saving.written_rows()],
        criterion=current.criterion,
        changes=saving.changes,
        version=submission.version,
    )
    return current


def _refuse_state(request: CriterionRequest) -> None:
    submission: Submission = request.submission
    allowed = SIGNED if request.asks_for_values else REPLYING
    if submission.state not in allowed:
        raise ActionRefusedError(
            _("Hồ sơ chưa nộp lại; hãy nộp hồ sơ rồi gửi trả lời.")
        )


def _redone(request: CriterionRequest, saving: SaveOperation) -> list[ScoreEntry]:
    """Write the values that were given anew; return the entry of the unit's own score."""
    submission = request.submission
    drafted = request.drafted.items()
    saving.save_fields({item: PostedField(**texts) for item, texts in drafted})
    saving.settle()
    summary = summary_of(submission, saving.outcome.saved_state)
    faults = saving.outcome.faults
    if faults or summary.statuses[request.criterion] in BLOCKING:
        words = _("Chưa gửi được: tiêu chí còn lỗi hoặc thiếu tài liệu kiểm chứng.")
        raise ActionRefusedError(" ".join([words, *faults.values()]))
    found = (sheet for sheet in summary.sheets if sheet.code == request.criterion)
    return [own_entry(summary, next(found), saving.by)]
