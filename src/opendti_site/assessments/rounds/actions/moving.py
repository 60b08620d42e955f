"""Writes to rounds: set up, open, extend, move from step to step, close, reopen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.confirming import Counting, uncounted
from opendti_site.assessments.rounds.drafts import (
    RoundDraft,
    check_amendment,
    check_draft,
    check_extension,
    refuse_past_deadline,
    refuse_unscorable,
)
from opendti_site.assessments.rounds.enums import (
    RUNNING,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.followers import call_followers, move_followers
from opendti_site.assessments.rounds.locking import locked_draft, locked_round
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.opening import submissions_for
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.rounds.rehearsals import check_rehearsal_title
from opendti_site.assessments.rounds.steps import (
    amendable_dates,
    extendable_deadlines,
    last_step,
    step_after,
)
from opendti_site.audit.actions import address_of, record
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.audit.rows import reference
from opendti_site.organisations.locking import lock_tree
from opendti_site.ui.text import has_words

NOBODY = gettext_lazy(
    "Chưa có đơn vị nào tham gia; hãy chọn khối cho ít nhất một đơn vị."
)
DRAFT_FIELDS = tuple(RoundDraft.__dataclass_fields__)


@transaction.atomic
def create_round(draft: RoundDraft, *, by: User) -> Round:
    """Set a round up; units and framework are fixed when it opens."""
    _require_permission(can_coordinate(by, draft.root))
    check_draft(draft)
    check_rehearsal_title(Round(), draft.title)
    values = {name: getattr(draft, name) for name in DRAFT_FIELDS}
    round_ = Round.objects.create(**values, created_by=by)
    record(
        "create_round",
        round_,
        by=by,
        name=round_.title,
        seals=[round_],
        framework=draft.release.identity,
    )
    return round_


@transaction.atomic
def edit_round(round_: Round, draft: RoundDraft, *, version: int, by: User) -> Round:
    """Change a round that is not open yet and still is as its editor saw it."""
    current = _in_state(locked_draft(round_.pk), RoundState.DRAFT)
    _require_permission(
        # Both roots: otherwise a coordinator of one ministry could move a round into another.
        can_coordinate(by, current.root) and can_coordinate(by, draft.root)
    )
    if current.version != version:
        raise EditConflictError(
            _("Kỳ đánh giá vừa được sửa ở cửa sổ khác hoặc bởi người khác."), current
        )
    check_draft(draft)
    _check_rehearsal(current, draft)
    changed = [
        name for name in DRAFT_FIELDS if getattr(current, name) != getattr(draft, name)
    ]
    before = {name: _value_text(getattr(current, name)) for name in changed}
    for name in changed:
        setattr(current, name, getattr(draft, name))
    _move(current, RoundState.DRAFT)
    after = {name: _value_text(getattr(current, name)) for name in changed}
    record(
        "edit_round",
        current,
        by=by,
        name=current.title,
        seals=[current],
        before=before,
        after=after,
    )
    return current


@transaction.atomic
def amend_round(
    round_: Round,
    *,
    title: str,
    reason: str,
    version: int,
    by: User,
    document: str = "",
    **dates: dt.datetime | None,
) -> Round:
    """Change the name and the dates ahead of a round that is open, with a reason.

    `dates` has the dates by column (`amendable_dates`); None takes a step away that has not begun.
    """
    current = locked_round(round_.pk)
    _require_permission(can_coordinate(by, current.root))
    if current.state not in RUNNING:
        raise _wrong_step(current)
    if current.version != version or set(dates) - set(amendable_dates(current)):
        raise EditConflictError(
            _("Kỳ đánh giá vừa được sửa ở cửa sổ khác hoặc bởi người khác."), current
        )
    _require_reason(reason, _("Hãy ghi lý do."))
    if not has_words(title):
        raise ValidationError({"title": _("Hãy ghi tên kỳ đánh giá.")})
    check_rehearsal_title(current, title)
    values: dict[str, object] = {"title": title.strip(), **dates}
    changed = [name for name in values if getattr(current, name) != values[name]]
    if not changed:
        raise ValidationError(_("Chưa có gì thay đổi."))
    before = {name: getattr(current, name) for name in changed}
    for name in changed:
        setattr(current, name, values[name])
    dated = [name for name in changed if name in dates]
    check_amendment(current, dated)
    _move(current, current.state)
    followers = move_followers(current, before, dated)
    record(
        "amend_round",
        current,
        by=by,
        name=current.title,
        seals=[current, *followers],
        before={name: _value_text(value) for name, value in before.items()},
        after={name: _value_text(getattr(current, name)) for name in changed},
        reason=reason.strip(),
        document_number=document.strip(),
        **_numbered(followers),
    )
    return current


@transaction.atomic
def discard_round(round_: Round, *, by: User) -> None:
    """Drop a round that was never opened."""
    current = _in_state(locked_draft(round_.pk), RoundState.DRAFT)
    _require_permission(can_coordinate(by, current.root))
    if current.rehearsals.exists():
        raise ActionRefusedError(
            _("Kỳ này còn kỳ chạy thử; hãy xóa kỳ chạy thử trước.")
        )
    # Before the deletion, after which the instance has no key.
    subject, gone = address_of(current), reference(current)
    current.delete()
    record("discard_round", subject, by=by, name=current.title, seals=[gone])


@transaction.atomic
def open_round(
    round_: Round, *, by: User, blocks: Mapping[str, str] | None = None
) -> Round:
    """Freeze the framework and give every unit that takes part its submission.

    `blocks` maps unit codes to block codes, "" for a unit that stays out; without it, the
    proposal of `candidates_for` holds.
    """
    round_ = _in_state(locked_round(round_.pk), RoundState.DRAFT)
    _require_permission(can_coordinate(by, round_.root))
    refuse_past_deadline(round_)
    lock_tree()  # no unit is closed between being proposed and being given its submission
    rows = submissions_for(round_, blocks)
    if not rows:
        raise ActionRefusedError(str(NOBODY))
    refuse_unscorable(round_, {row.block for row in rows})
    # Copied, not referred to: the units are scored by what was in force when the round opened.
    source = round_.framework_source
    round_.framework_text, round_.fingerprint = source.text, source.fingerprint
    _move(round_, RoundState.OPEN)
    Submission.objects.bulk_create(rows)
    written = {row.pk: row for row in (*rows, *call_followers(round_, {}))}
    record(
        "open_round",
        round_,
        by=by,
        name=round_.title,
        seals=[round_, *written.values()],
        units=len(rows),
        fingerprint=round_.fingerprint,
    )
    return round_


@transaction.atomic
def extend_round(
    round_: Round,
    *,
    reason: str,
    by: User,
    document: str = "",
    **deadlines: dt.datetime | None,
) -> Round:
    """Move the deadline of the present step to a later time, also once it has passed, with a reason.

    `deadlines` has the new deadlines by column: the present step's, and those of later steps that
    move with it. `document` is the number of the document that grants the extension.
    """
    round_ = locked_round(round_.pk)
    _require_permission(can_coordinate(by, round_.root))
    moved = {name: moment for name, moment in deadlines.items() if moment}
    _refuse_unextendable(round_, moved)
    _require_reason(reason, _("Hãy ghi lý do gia hạn."))
    check_extension(round_, moved)
    before = {name: getattr(round_, name) for name in moved}
    for name, moment in moved.items():
        setattr(round_, name, moment)
    _move(round_, round_.state)
    followers = move_followers(round_, before, [*moved])
    record(
        "extend_round",
        round_,
        by=by,
        name=round_.title,
        seals=[round_, *followers],
        step=round_.state,
        before={name: moment.isoformat() for name, moment in before.items()},
        after={name: moment.isoformat() for name, moment in moved.items()},
        reason=reason.strip(),
        document_number=document.strip(),
        **_numbered(followers),
    )
    return round_


@transaction.atomic
def start_appraisal(round_: Round, *, by: User, count: Counting = uncounted) -> Round:
    """Begin appraising: once the deadline has passed, or when every unit has submitted."""
    round_ = _in_state(locked_round(round_.pk), RoundState.OPEN)
    _require_permission(can_coordinate(by, round_.root))
    count(round_)
    # Before the deadline a unit may still submit, and appraising would freeze its form.
    waiting = round_.taking_part.exclude(state=SubmissionState.SUBMITTED).count()
    if waiting and timezone.now() < round_.submit_by:
        raise ActionRefusedError(
            _("Còn %(count)d đơn vị chưa nộp và chưa hết hạn nộp.") % {"count": waiting}
        )
    _move(round_, RoundState.APPRAISAL)
    record(
        "start_appraisal",
        round_,
        by=by,
        name=round_.title,
        seals=[round_],
        not_submitted=waiting,
    )
    return round_


@transaction.atomic
def start_step(
    round_: Round, step: str, *, by: User, count: Counting = uncounted
) -> Round:
    """Move an appraised round on to its next step: explanation, second appraisal or council.

    A step may begin before the deadline of the one before it; `count` says what it leaves undone.
    """
    round_ = _before_step(locked_round(round_.pk), step)
    _require_permission(can_coordinate(by, round_.root))
    detail = {**count(round_), "step": str(step)}
    _move(round_, step)
    record("start_step", round_, by=by, name=round_.title, seals=[round_], **detail)
    return round_


@transaction.atomic
def close_round(round_: Round, *, by: User, count: Counting = uncounted) -> Round:
    """End the round: nothing in it changes any more, unless it is reopened."""
    round_ = _before_step(locked_round(round_.pk), RoundState.CLOSED)
    _require_permission(can_coordinate(by, round_.root))
    detail = count(round_)
    _move(round_, RoundState.CLOSED)
    record("close_round", round_, by=by, name=round_.title, seals=[round_], **detail)
    return round_


@transaction.atomic
def reopen_round(round_: Round, *, reason: str, by: User) -> Round:
    """Take a closed round back to its last step, with a reason.

    Runs and editions that were made of it stay as they are: what is decided from now on
    reaches the public only by a new run and a correction.
    """
    round_ = _in_state(locked_round(round_.pk), RoundState.CLOSED)
    _require_permission(can_coordinate(by, round_.root))
    _require_reason(reason, _("Hãy ghi lý do mở lại kỳ đánh giá."))
    _move(round_, last_step(round_).state)
    record(
        "reopen_round",
        round_,
        by=by,
        name=round_.title,
        seals=[round_],
        reason=reason.strip(),
    )
    return round_


def _check_rehearsal(round_: Round, draft: RoundDraft) -> None:
    """Refuse a rehearsal without its mark, or over another framework or owner than its original."""
    check_rehearsal_title(round_, draft.title)
    if not round_.is_rehearsal:
        return
    words = _("Kỳ chạy thử giữ nguyên như kỳ chính thức.")
    kept = {"release": draft.release, "root": draft.root}
    if faults := {name: words for name in kept if getattr(round_, name) != kept[name]}:
        raise ValidationError(faults)


def _require_permission(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence at the call
    if not allowed:
        raise PermissionDenied


def _require_reason(reason: str, words: str) -> None:
    if not has_words(reason):
        raise ValidationError({"reason": words})


def _in_state(round_: Round, state: str) -> Round:
    """Return a locked round; raise ActionRefusedError unless it is in this state."""
    if round_.state != state:
        raise _wrong_step(round_)
    return round_


def _refuse_unextendable(round_: Round, deadlines: Collection[str]) -> None:
    """Refuse an extension that is not of the present step, or moves a deadline that the round has not."""
    names = extendable_deadlines(round_)
    if not names and round_.state in RUNNING:
        raise ActionRefusedError(
            _("Bước “%(state)s” không có hạn nên không cần gia hạn.")
            % {"state": round_.get_state_display()}
        )
    # The round may have moved on since its page was read.
    if not names or names[0] not in deadlines or set(deadlines) - set(names):
        raise _wrong_step(round_)


def _before_step(round_: Round, step: str) -> Round:
    """Return a locked round in or after its appraisal; refuse it unless this step comes next."""
    following = step_after(round_)
    is_next = following is not None and following.state == step
    # Opening and the first appraisal ask for more, and have acts of their own.
    if not is_next or round_.state in {RoundState.DRAFT, RoundState.OPEN}:
        raise _wrong_step(round_)
    return round_


def _wrong_step(round_: Round) -> ActionRefusedError:
    return ActionRefusedError(
        _("Kỳ đánh giá đang ở bước “%(state)s” nên không làm được việc này.")
        % {"state": round_.get_state_display()}
    )


def _move(round_: Round, state: str) -> None:
    round_.state = state
    round_.version += 1
    round_.save()


def _numbered(followers: Collection[object]) -> dict[str, int]:
    """Return how many requests moved with a deadline, for the line of the act; nothing where none did."""
    return {"requests_moved": len(followers)} if followers else {}


def _value_text(value: object) -> str:
    return "" if value is None else str(value)
