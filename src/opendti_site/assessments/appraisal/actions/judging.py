"""Appraising a criterion: accept the values or correct them; the score follows by the rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.accounts.permissions import refuse_conflict
from opendti_site.assessments.appraisal.basis import Basis, bases_at, token
from opendti_site.assessments.appraisal.bridge import (
    appraised_values,
    points_of,
)
from opendti_site.assessments.appraisal.coverage import coverage_of
from opendti_site.assessments.appraisal.entries import new_entry
from opendti_site.assessments.appraisal.permissions import can_appraise, is_appraiser
from opendti_site.assessments.appraisal.times import judging_fault
from opendti_site.assessments.evidence.queries import documents_shown
from opendti_site.assessments.rounds.bridge import criterion_in
from opendti_site.assessments.rounds.locking import (
    locked_submission,
)
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.writers import written_by
from opendti_site.assessments.submissions.enums import AnswerState, Stage, Verdict
from opendti_site.assessments.submissions.models import ScoreEntry
from opendti_site.assessments.submissions.stages import (
    Values,
    latest_entries,
    values_in,
)
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError, EditConflictError
from opendti_site.ui.language import translated
from opendti_site.ui.text import has_words

VERBS = {Stage.APPRAISED: "appraise_criterion", Stage.FINAL: "settle_criterion"}


@dataclass(frozen=True, slots=True)
class Judgement:
    """An appraiser's decision about one unit's criterion.

    `texts` are the corrected values as typed; `seen` is the token of what the page showed, so that
    nobody overrules an entry unread or appraises values that have changed. Every page gives it.
    """

    verdict: str
    reason: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    applies: bool = True
    seen: str | None = None


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
    # The lock comes before every check: a unit's form, the round's state and the entries of
    # others may change until it is held.
    submission = locked_submission(submission.pk)
    round_ = submission.round
    _refuse_here(submission, criterion, stage, by)
    basis = bases_at([submission.pk], criterion, stage)[submission.pk]
    latest = latest_entries([submission.pk], criterion=criterion)
    before = latest.get((submission.pk, criterion, stage))
    # Before the values are read: a judgement of numbers that have changed since must not be
    # stored as one of these.
    _refuse_unseen(before, basis, judgement.seen)
    values = _values_of(round_, criterion, judgement, basis.values)
    _refuse_unchanged(judgement, values, basis, before)
    score = points_of(round_, submission, criterion, values, stage)
    if score.faults:
        raise ValidationError({"values": translated(score.faults[0].message)})
    entry = new_entry(submission, score, values, by=by, stage=stage)
    entry.basis = basis.digest
    entry.documents = documents_shown([submission.pk], [criterion])[
        submission.pk, criterion
    ]
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


def refuse_form(submission: Submission, stage: str, by: User) -> None:
    """Refuse whoever may not appraise a locked form, or not at this time."""
    refuse_at_this_time(submission.round, stage)
    if not submission.takes_part:
        raise ActionRefusedError(withdrawn())
    if is_appraiser(by, stage, submission.round.root):
        refuse_conflict(by, [submission.unit])
    if not appraisable_among([submission], stage, by):
        raise PermissionDenied


def _refuse_here(submission: Submission, criterion: str, stage: str, by: User) -> None:
    """Refuse a judgement that is not the person's to make, of this form and at this time."""
    refuse_form(submission, stage, by)
    # The form's block or the round's framework may have changed since the page was read.
    if criterion_in(submission.round, submission.block, criterion) is None:
        raise ActionRefusedError(_("Không có tiêu chí này trong khối của đơn vị."))
    if not assigned_among([submission], criterion, stage, by):
        raise ActionRefusedError(not_assigned())


def appraisable_among(rows: list[Submission], stage: str, by: User) -> list[Submission]:
    """Return the locked submissions that a person may appraise."""
    own = written_by(by, [row.pk for row in rows])
    return [
        row
        for row in rows
        if row.pk not in own and can_appraise(by, stage, row.unit, owner=row.round.root)
    ]


def withdrawn() -> str:
    """Return the words of a refusal where no unit takes part any more."""
    return _("Đơn vị đã rút khỏi kỳ đánh giá nên không thẩm định được.")


def not_assigned() -> str:
    """Return the words of a refusal to who appraises outside their assignments."""
    return _("Kỳ này chỉ nhận thẩm định của người được phân công cho phần này.")


def assigned_among(
    rows: list[Submission], criterion: str, stage: str, by: User
) -> list[Submission]:
    """Return those of locked submissions whose criterion the round leaves to this person."""
    round_ = rows[0].round
    if stage != Stage.APPRAISED or not round_.only_assigned:
        return rows
    mine = coverage_of(by, round_)
    return [row for row in rows if mine.covers(criterion, row.block, row.unit.path)]


def refuse_at_this_time(round_: Round, stage: str) -> None:
    """Refuse a judgement of a stage outside its time."""
    if fault := judging_fault(round_, stage):
        raise ActionRefusedError(fault)


def _refuse_unseen(entry: ScoreEntry | None, basis: Basis, seen: str | None) -> None:
    if seen is None or seen == token(entry, basis):
        return
    # The token begins with the key of the entry that was shown: which of the two changed decides
    # what the message says.
    if entry and not seen.startswith(f"{entry.pk}."):
        raise EditConflictError(
            _("%(who)s vừa thẩm định đơn vị này; hãy xem lại rồi quyết định.")
            % {"who": entry.by},
            entry,
        )
    raise EditConflictError(
        _("Số liệu hoặc tài liệu kiểm chứng đã thay đổi từ khi mở trang; hãy xem lại."),
        entry,
    )


def _values_of(
    round_: Round,
    criterion: str,
    judgement: Judgement,
    basis: Values,
) -> Values:
    """Return the values that the judgement comes to."""
    if judgement.verdict == Verdict.ACCEPTED:
        return basis
    if not has_words(judgement.reason):
        raise ValidationError({"reason": _("Hãy ghi lý do điều chỉnh.")})
    values, faults = appraised_values(
        round_, criterion, judgement.texts, applies=judgement.applies
    )
    if faults:
        raise ValidationError({"values": list(faults.values())})
    return values


def _refuse_unchanged(
    judgement: Judgement, values: Values, basis: Basis, before: ScoreEntry | None
) -> None:
    """Refuse a correction that corrects nothing: its reason would explain no difference."""
    if judgement.verdict != Verdict.CORRECTED:
        return
    if same(values, basis.values):
        raise ValidationError({
            "values": _("Số liệu chưa được sửa; hãy sửa số liệu hoặc chấp nhận.")
        })
    if (
        before
        and before.basis == basis.digest
        and before.reason == judgement.reason.strip()
        and same(values, values_in(before))
    ):
        raise ValidationError({
            "values": _("Chưa có gì thay đổi so với lần thẩm định trước.")
        })


def same(values: Values, others: Values) -> bool:
    """Whether two sets of values are equal, apart from blanks."""

    def not_blank(by_item: Values) -> dict[str, tuple[float | None, str, str]]:
        parts = {item: value.parts for item, value in by_item.items()}
        return {
            # A form posts every field, a stored entry only those with a value.
            item: part
            for item, part in parts.items()
            if part[1] != AnswerState.BLANK
        }

    return not_blank(values) == not_blank(others)
