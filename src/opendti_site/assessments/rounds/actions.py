"""Writes to rounds: set up, open, extend, appraise, close."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti_site.assessments.rounds.bridge import blocks_of, size_in
from opendti_site.assessments.rounds.enums import (
    RoundOrigin,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.rounds.queries import candidates_for
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from opendti_site.accounts.models import User
    from opendti_site.frameworks.models import FrameworkRelease
    from opendti_site.organisations.models import Unit


@dataclass(frozen=True, slots=True)
class RoundDraft:
    """What a coordinator says to set a round up."""

    title: str
    year: int
    release: FrameworkRelease
    root: Unit
    opens_at: dt.datetime
    submit_by: dt.datetime
    appraise_by: dt.datetime | None = None
    origin: str = RoundOrigin.COLLECTED
    source_note: str = ""
    illustrative: bool = False


@transaction.atomic
def create_round(draft: RoundDraft, *, by: User) -> Round:
    """Set a round up; units and framework are fixed when it opens."""
    _demand(can_coordinate(by, draft.root))
    _check_dates(draft.opens_at, draft.submit_by, draft.appraise_by)
    round_ = Round.objects.create(
        **{name: getattr(draft, name) for name in RoundDraft.__dataclass_fields__},
        created_by=by,
    )
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
def open_round(
    round_: Round, *, by: User, blocks: Mapping[str, str] | None = None
) -> Round:
    """Freeze the framework and give every unit that takes part its submission.

    `blocks` maps unit codes to block codes, "" for a unit that stays out; without it, the
    proposal of `candidates_for` holds.
    """
    _demand(can_coordinate(by, round_.root))
    round_ = _current(round_, RoundState.DRAFT)
    rows = _submissions_for(round_, blocks)
    if not rows:
        raise ActionRefusedError(
            _("Chưa có đơn vị nào tham gia; hãy chọn khối cho ít nhất một đơn vị.")
        )
    round_.framework_text = round_.release.text
    round_.fingerprint = round_.release.fingerprint
    _move(round_, RoundState.OPEN)
    Submission.objects.bulk_create(rows)
    record(
        "open_round",
        round_,
        by=by,
        name=round_.title,
        seals=[round_, *rows],
        units=len(rows),
        fingerprint=round_.fingerprint,
    )
    return round_


@transaction.atomic
def extend_round(
    round_: Round, *, submit_by: dt.datetime, reason: str, by: User
) -> Round:
    """Move the deadline of every unit, with a reason."""
    _demand(can_coordinate(by, round_.root))
    round_ = _current(round_, RoundState.OPEN)
    if not reason.strip():
        raise ValidationError({"reason": _("Hãy ghi lý do gia hạn.")})
    _check_dates(round_.opens_at, submit_by, round_.appraise_by)
    before, round_.submit_by = round_.submit_by, submit_by
    _move(round_, RoundState.OPEN)
    record(
        "extend_round",
        round_,
        by=by,
        name=round_.title,
        seals=[round_],
        before=before.isoformat(),
        after=submit_by.isoformat(),
        reason=reason,
    )
    return round_


@transaction.atomic
def start_appraisal(round_: Round, *, by: User) -> Round:
    """Begin appraising: once the deadline has passed, or when every unit has submitted."""
    _demand(can_coordinate(by, round_.root))
    round_ = _current(round_, RoundState.OPEN)
    waiting = round_.submissions.exclude(state=SubmissionState.SUBMITTED).count()
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
def close_round(round_: Round, *, by: User) -> Round:
    """End the round: nothing in it changes any more."""
    _demand(can_coordinate(by, round_.root))
    round_ = _current(round_, RoundState.APPRAISAL)
    _move(round_, RoundState.CLOSED)
    record("close_round", round_, by=by, name=round_.title, seals=[round_])
    return round_


def _demand(allowed: bool) -> None:  # noqa: FBT001 -- reads as a sentence at the call
    if not allowed:
        raise PermissionDenied


def _check_dates(
    opens_at: dt.datetime, submit_by: dt.datetime, appraise_by: dt.datetime | None
) -> None:
    if submit_by <= opens_at:
        raise ValidationError({
            "submit_by": _("Hạn nộp phải sau lúc bắt đầu nhận hồ sơ.")
        })
    if appraise_by and appraise_by <= submit_by:
        raise ValidationError({"appraise_by": _("Hạn thẩm định phải sau hạn nộp.")})


def _current(round_: Round, state: str) -> Round:
    """Read the round again and insist on where it stands."""
    fresh = Round.objects.select_for_update().get(pk=round_.pk)
    if fresh.state != state:
        raise ActionRefusedError(
            _("Kỳ đánh giá đang ở bước “%(state)s” nên không làm được việc này.")
            % {"state": fresh.get_state_display()}
        )
    return fresh


def _move(round_: Round, state: str) -> None:
    round_.state = state
    round_.version += 1
    round_.save()


def _submissions_for(
    round_: Round, blocks: Mapping[str, str] | None
) -> list[Submission]:
    candidates, _blocks = candidates_for(round_)
    known = {block.code for block in blocks_of(round_)}
    rows = []
    for candidate in candidates:
        block = (
            candidate.block if blocks is None else blocks.get(candidate.unit.code, "")
        )
        if not block:
            continue
        if block not in known:
            raise ValidationError(
                _("Khối “%(block)s” không có trong bộ chỉ số.") % {"block": block}
            )
        total, points = size_in(round_, block)
        rows.append(
            Submission(
                round=round_,
                unit=candidate.unit,
                block=block,
                total=total,
                max_points=points,
            )
        )
    return rows
