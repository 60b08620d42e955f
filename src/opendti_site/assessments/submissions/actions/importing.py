"""Bringing in values that were collected elsewhere, all or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti.naming import identity
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.enums import FILLED_IN, FOR_UNITS
from opendti_site.assessments.rounds.locking import locked_round
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.submissions.bridge import (
    exact_value,
    plan_of_round,
)
from opendti_site.assessments.submissions.enums import AnswerOrigin, AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.progress import FIELDS, update_progress
from opendti_site.assessments.submissions.writing import write_answers
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """One value: a number, an option's code, a text, or a state without value."""

    unit: str
    item: str
    value: float | str | None
    state: str = AnswerState.GIVEN


@transaction.atomic
def import_answers(
    round_: Round,
    rows: Iterable[ImportedRow],
    *,
    by: User,
    origin: str = AnswerOrigin.IMPORTED,
) -> int:
    """Write many values at once, as the coordinator of the round; returns how many."""
    round_ = locked_round(round_.pk)
    if not can_coordinate(by, round_.root):
        raise PermissionDenied
    if round_.state not in FOR_UNITS:
        raise ActionRefusedError(_("Chỉ nhập được số liệu khi kỳ đánh giá đang mở."))
    found = round_.submissions.select_related("unit")
    # Codes as `opendti.naming` compares them: a table may write them in another case.
    by_unit = {identity(row.unit.code): row for row in found}
    answers = {
        (row.submission_id, row.item): row
        for row in Answer.objects.filter(submission__round=round_)
    }
    written = _filled(round_, rows, by_unit, answers, origin)
    # A table may name an item twice: the later row has changed the same object.
    unique = list({id(answer): answer for answer in written}.values())
    deliveries = write_answers(round_, unique, by=by, at=timezone.now())
    _count_on(by_unit.values(), written)
    _update_progress(round_, list(by_unit.values()), answers)
    record(
        "import_answers",
        round_,
        by=by,
        name=round_.title,
        seals=[*by_unit.values(), *written, *deliveries],
        count=len(written),
        origin=origin,
    )
    return len(written)


def _filled(
    round_: Round,
    rows: Iterable[ImportedRow],
    by_unit: Mapping[str, Submission],
    answers: dict[tuple[int, str], Answer],
    origin: str,
) -> list[Answer]:
    """Put the rows of a table into answers, which it adds where there are none; return those written to."""
    plan = plan_of_round(round_)
    written: list[Answer] = []
    for row in rows:
        submission = _writable_submission(by_unit, row.unit)
        item = plan.item(row.item)
        criterion = plan.criteria[item.criterion].code
        blank = Answer(
            submission=submission, item=item.id, criterion=criterion, version=0
        )
        answer = answers.setdefault((submission.pk, item.id), blank)
        _fill(answer, row, exact_value(plan, item.id, row.value))
        answer.origin = origin
        written.append(answer)
    return written


def _writable_submission(by_unit: Mapping[str, Submission], unit: str) -> Submission:
    """Return a unit's submission; refuses one that is submitted or waits for its signatory."""
    submission = by_unit.get(identity(unit))
    if submission is None:
        raise ActionRefusedError(
            _("Không có đơn vị %(unit)s trong kỳ.") % {"unit": unit}
        )
    if submission.state not in FILLED_IN:
        raise ActionRefusedError(
            _("Hồ sơ của %(unit)s đã nộp hoặc đang chờ ký nên không nhập đè được.")
            % {"unit": unit}
        )
    return submission


def _fill(answer: Answer, row: ImportedRow, value: Decimal | None) -> None:
    given = row.state == AnswerState.GIVEN
    answer.value = value if given else None
    answer.text = row.value if given and isinstance(row.value, str) else ""
    answer.state = AnswerState.BLANK if given and row.value is None else row.state
    # What was typed before belongs to the value that is replaced.
    answer.reason = answer.rejected = answer.comment = ""
    answer.version += 1


def _count_on(submissions: Iterable[Submission], written: list[Answer]) -> None:
    """Count on the version of each form that was written to."""
    touched = {answer.submission_id for answer in written}
    for submission in submissions:
        submission.version += submission.pk in touched


def _update_progress(
    round_: Round, submissions: list[Submission], answers: dict[tuple[int, str], Answer]
) -> None:
    by_submission: dict[int, dict[str, Answer]] = {}
    for (pk, item), answer in answers.items():
        by_submission.setdefault(pk, {})[item] = answer
    update_progress(round_, submissions, by_submission)
    fields = (*FIELDS, "version")
    Submission.objects.bulk_update(submissions, fields=fields, batch_size=500)
