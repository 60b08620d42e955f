"""Changes the framework of a running round to another release of it, once every score that this moves was shown."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.requests.actions import expire_requests
from opendti_site.assessments.requests.models import CriterionRequest
from opendti_site.assessments.rounds.enums import RUNNING
from opendti_site.assessments.rounds.locking import locked_round
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.actions.taking_part import require_reason
from opendti_site.assessments.submissions.announcing import FrameworkNews, announce
from opendti_site.assessments.submissions.bridge.amending import CriteriaChanges
from opendti_site.assessments.submissions.framework_changes import (
    FrameworkPreview,
    framework_preview,
    framework_refusal,
    state_of,
)
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.permissions import can_change_framework
from opendti_site.assessments.submissions.progress import update_progress
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.models import FrameworkRelease
from opendti_site.ui.text import has_words

PROGRESS = ["filled", "total", "points", "max_points", "changed_at", "version"]
BATCH = 500
"""Forms that are written by one statement."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """What a change will do and write, and the state of the round that it was computed from."""

    state: list[object]
    preview: FrameworkPreview
    forms: list[Submission]


def change_framework(
    round_: Round,
    release: FrameworkRelease,
    *,
    seen: str,
    document: str,
    reason: str,
    by: User,
) -> Round:
    """Give a running round another release of its framework; `seen` is the digest of the preview.

    Answers are kept, also those that nobody asks for any more. What was decided about a criterion whose
    definition changed stays written, and counts only once somebody looks at it again.

    All scores are computed before the round is locked, so that its units save meanwhile; under the lock the
    act holds only if nothing has moved since.
    """
    current = (
        Round.objects.select_related("release", "root").filter(pk=round_.pk).first()
    )
    if current is None:
        raise ActionRefusedError(_("Kỳ đánh giá này đã bị bỏ."))
    _require_allowed(current, by)
    require_reason(reason)
    _require_document(document)
    _refuse_unfit(current, release)
    prepared = _prepare(current, release)
    if prepared.preview.digest != seen:
        raise ActionRefusedError(_moved())
    with transaction.atomic():
        return _change(prepared, current, release, document, reason, by=by)


def _prepare(round_: Round, release: FrameworkRelease) -> _Prepared:
    """Compute what a change will write; the state is read first, so that whatever is saved meanwhile shows."""
    state = state_of(round_)
    preview = framework_preview(round_, release)
    after = copy(round_)
    _set_framework(after, release, preview.changes)
    return _Prepared(state, preview, _rescored(after))


def _change(
    prepared: _Prepared,
    former: Round,
    release: FrameworkRelease,
    document: str,
    reason: str,
    *,
    by: User,
) -> Round:
    """Write what was computed, if the round is as it was then."""
    current = locked_round(former.pk)
    _require_allowed(current, by)
    _refuse_unfit(current, release)
    if state_of(current) != prepared.state:
        raise ActionRefusedError(_moved())
    before = {"release": current.release.identity, "fingerprint": current.fingerprint}
    preview = prepared.preview
    _set_framework(current, release, preview.changes)
    current.save()
    for form in prepared.forms:
        form.round = current
    Submission.objects.bulk_update(prepared.forms, PROGRESS, batch_size=BATCH)
    # Of units that were withdrawn, or out of time: those that wait have refused the change.
    unseen = CriterionRequest.objects.filter(
        submission__round=current, criterion__in=preview.changes.removed
    )
    over = expire_requests(unseen)
    announce(
        FrameworkNews(current, document.strip(), preview.forms, preview.judges, by)
    )
    record(
        "change_framework",
        current,
        by=by,
        name=current.title,
        seals=[current, *prepared.forms, *over],
        before=before,
        after={"release": release.identity, "fingerprint": release.fingerprint},
        fingerprint=release.fingerprint,
        preview=preview.digest,
        scores_moved=sum(move.moves_score for move in preview.moves),
        stale=preview.decisions,
        reason=reason.strip(),
        document_number=document.strip(),
    )
    return current


def _moved() -> str:
    return _(
        "Số liệu của kỳ vừa thay đổi nên bản xem trước không còn đúng; "
        "hãy xem lại rồi xác nhận."
    )


def _require_allowed(round_: Round, by: User) -> None:
    if not can_change_framework(by, round_):
        raise PermissionDenied
    if round_.state not in RUNNING:
        raise ActionRefusedError(
            _("Kỳ đánh giá đang ở bước “%(state)s” nên không làm được việc này.")
            % {"state": round_.get_state_display()}
        )


def _refuse_unfit(round_: Round, release: FrameworkRelease) -> None:
    if refusal := framework_refusal(round_, release):
        raise ActionRefusedError(refusal)


def _require_document(document: str) -> None:
    if not has_words(document):
        raise ValidationError({"document": _("Hãy ghi số văn bản.")})


def _set_framework(
    round_: Round, release: FrameworkRelease, changes: CriteriaChanges
) -> None:
    """Freeze the release in the round, and mark the criteria that it adds or defines otherwise."""
    number = max(round_.amended.values(), default=0) + 1
    round_.amended = {**round_.amended, **dict.fromkeys(sorted(changes.marked), number)}
    round_.release = release
    round_.framework_text, round_.fingerprint = release.text, release.fingerprint
    round_.version += 1


def _rescored(round_: Round) -> list[Submission]:
    """Count every form's criteria and points anew by the round's framework, without saving."""
    forms = list(round_.submissions.select_related("unit").order_by("pk"))
    answers: defaultdict[int, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(submission__round=round_).order_by("pk"):
        answers[answer.submission_id][answer.item] = answer
    for form in forms:
        form.round = round_
        form.version += 1
    update_progress(round_, forms, answers)
    return forms
