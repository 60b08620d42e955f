"""Saves values field by field."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from opendti.errors import UsageError
from opendti.plan.model import PlanItem
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.locking import locked_submission, refuse_unwritable
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.bridge import (
    parse_value,
    plan_of_round,
    show_value,
    write_value,
)
from opendti_site.assessments.submissions.enums import AnswerOrigin, AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.outcomes import (
    Conflict,
    PostedField,
    SavedState,
    SaveOutcome,
)
from opendti_site.assessments.submissions.permissions import can_fill
from opendti_site.assessments.submissions.progress import FIELDS, update_progress
from opendti_site.assessments.submissions.readings import ItemValue, ParsedInput
from opendti_site.assessments.submissions.stages import value_of
from opendti_site.assessments.submissions.writing import write_answers
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.bridge import Plan
from opendti_site.observations.models import Delivery
from opendti_site.ui.text import has_words

MAX_COMMENT = 2000
"""Characters of a comment on a change."""


@transaction.atomic
def save_answers(
    submission: Submission,
    fields: Mapping[str, PostedField],
    *,
    by: User,
    origin: str = AnswerOrigin.TYPED,
) -> SaveOutcome:
    """Save the fields that were changed; a wrong or conflicting one does not keep the others from being saved."""
    saving = SaveOperation(writable(submission, by), by, origin)
    saving.save_fields(fields)
    saving.finish("save_answers")
    return saving.outcome


def writable(submission: Submission, by: User) -> Submission:
    """Lock the submission, and insist that this person may write to it now."""
    fresh = locked_submission(submission.pk)
    if not can_fill(by, fresh):
        raise PermissionDenied
    refuse_unwritable(fresh)
    return fresh


class SaveOperation:
    """One save to a locked submission: the rows, each field's outcome; `origin` is that of the new values."""

    def __init__(
        self,
        submission: Submission,
        by: User,
        origin: str = AnswerOrigin.TYPED,
    ) -> None:
        self.submission = submission
        self.by = by
        self.origin = origin
        self.now = timezone.now()
        self.plan: Plan = plan_of_round(submission.round)
        found = submission.answers.prefetch_related("updated_by")
        self.rows: dict[str, Answer] = {row.item: row for row in found}
        self.changes: dict[str, dict[str, Any]] = {}
        self.deliveries: list[Delivery] = []
        self.outcome = SaveOutcome()

    def save_fields(self, fields: Mapping[str, PostedField]) -> None:
        """Save the fields that somebody touched."""
        for item, posted in fields.items():
            # A page posts all its fields; those that nobody touched must not overwrite another
            # person's newer values.
            if not posted.is_untouched:
                self.save_field(item, posted)

    def save_field(self, address: str, posted: PostedField) -> None:
        """Save one field, or note its fault or conflict."""
        # Stored by its id: a criterion's only item may be addressed by the criterion, and two rows
        # for one item would give one value or the other.
        found = self._item(address)
        item, criterion = found.id, self.plan.criteria[found.criterion]
        row = self.rows.get(item)
        parsed = self._parsed(item, posted)
        if row and self._is_conflict(row, posted, parsed):
            self.outcome.conflicts[item] = self._conflict(row, posted, parsed)
            return
        if posted.state == AnswerState.NOT_APPLICABLE:
            if not criterion.may_not_apply:
                raise ActionRefusedError(
                    _("Tiêu chí này không nhận đề nghị “không áp dụng”.")
                )
            if not has_words(posted.reason):
                self.outcome.faults[criterion.code] = _("Hãy ghi lý do không áp dụng.")
                return
        if parsed.fault:
            self.outcome.faults[item] = parsed.fault
        self._write(item, criterion.code, posted, parsed)

    def _item(self, address: str) -> PlanItem:
        """Return an item; refuse one that the form has no more since its page was read."""
        try:
            return self.plan.item(address)
        except UsageError:
            words = _(
                "Biểu mẫu của kỳ vừa đổi nên không còn số liệu %(code)s; hãy mở lại trang."
            )
            raise ActionRefusedError(words % {"code": address}) from None

    def finish(self, verb: str) -> None:
        """Store the submission's progress and record one audit line."""
        # No line for nothing: a page that saves at every change posts much that changes
        # nothing.
        if not self.settle():
            return
        self.submission.save(update_fields=[*FIELDS, "version"])
        # Typing is the rule, and needs no word; reusing has an act of its own.
        brought_in = self.origin in {AnswerOrigin.IMPORTED, AnswerOrigin.MACHINE}
        record(
            verb,
            self.submission,
            by=self.by,
            name=str(self.submission),
            seals=[self.submission, *self.written_rows()],
            changes=self.changes,
            version=self.submission.version,
            **({"origin": self.origin} if brought_in else {}),
        )

    def settle(self) -> bool:
        """Store the answers, and update the submission's progress and version without storing them.

        Return whether anything changed.
        """
        self.outcome.saved_state = SavedState(self.submission, self.rows, None)
        if not self.changes:
            return False
        changed = [self.rows[item] for item in self.changes]
        round_ = self.submission.round
        self.deliveries = write_answers(round_, changed, by=self.by, at=self.now)
        (score,) = update_progress(
            self.submission.round, [self.submission], {self.submission.pk: self.rows}
        )
        self.outcome.saved_state = SavedState(self.submission, self.rows, score)
        self.submission.version += 1
        return True

    def written_rows(self) -> list[Answer | Delivery]:
        """Return the rows that this save wrote, besides the submission."""
        return [*(self.rows[item] for item in self.changes), *self.deliveries]

    def _parsed(self, item: str, posted: PostedField) -> ParsedInput:
        text = "" if posted.state == AnswerState.NOT_APPLICABLE else posted.text
        return parse_value(self.plan, item, text)

    @staticmethod
    def _is_conflict(row: Answer, posted: PostedField, parsed: ParsedInput) -> bool:
        if posted.version is None or posted.version == row.version:
            return False
        # Two people who typed the same do not disagree.
        same = row.value == parsed.value and row.text == parsed.text
        claimed = posted.state == AnswerState.NOT_APPLICABLE
        state = AnswerState.NOT_APPLICABLE if claimed else parsed.state
        return not (same and not parsed.fault and row.state == state)

    def _conflict(
        self, row: Answer, posted: PostedField, parsed: ParsedInput
    ) -> Conflict:
        mine = AnswerState.NOT_APPLICABLE.label
        if posted.state != AnswerState.NOT_APPLICABLE:
            number = None if parsed.value is None else float(parsed.value)
            value = ItemValue(number, parsed.state, parsed.text)
            read = show_value(self.plan, row.item, value)
            mine = posted.text if parsed.fault else read
        return Conflict(
            mine=posted.text,
            theirs=row.rejected or write_value(self.plan, row.item, value_of(row)),
            who=str(row.updated_by),
            when=row.updated_at,
            version=row.version,
            seen=posted.version or 0,
            mine_words=str(mine),
            theirs_words=row.rejected or show_value(self.plan, row.item, value_of(row)),
            state=posted.state,
            reason=posted.reason,
            claimed=row.state == AnswerState.NOT_APPLICABLE,
        )

    def _write(
        self, item: str, criterion: str, posted: PostedField, parsed: ParsedInput
    ) -> None:
        row = self.rows.get(item)
        before = None if row is None else _answer_data(row)
        if row is None:
            row = Answer(
                submission=self.submission, item=item, criterion=criterion, version=0
            )
            row.state = AnswerState.BLANK
        _apply(row, posted, parsed)
        after = _answer_data(row)
        if before == after or (before is None and _is_nothing(row)):
            return
        row.version += 1
        # A comment alone leaves the value where it came from.
        if before is None or before | {"comment": ""} != after | {"comment": ""}:
            row.origin = self.origin
        self.rows[item] = row
        self.changes[item] = {"from": before, "to": after}
        if not parsed.fault:
            self.outcome.saved.append(item)


def _apply(row: Answer, posted: PostedField, parsed: ParsedInput) -> None:
    if posted.comment is not None:
        row.comment = posted.comment.strip()[:MAX_COMMENT]
    if parsed.fault:
        # The value saved before is kept, and the text that cannot be read beside it.
        row.rejected = posted.text.strip()[:500]
        return
    row.rejected = ""
    row.value, row.text, row.state = parsed.value, parsed.text, parsed.state
    row.reason = ""
    if posted.state == AnswerState.NOT_APPLICABLE:
        row.state, row.reason = AnswerState.NOT_APPLICABLE, posted.reason.strip()


def _answer_data(row: Answer) -> dict[str, Any]:
    """Return an answer as data, for comparing and for the audit line."""
    data = {
        "value": None if row.value is None else f"{row.value.normalize():f}",
        "text": row.text,
        "state": str(row.state),
        "reason": row.reason,
        "rejected": row.rejected,
        "comment": row.comment,
    }
    return {name: value for name, value in data.items() if value not in {None, ""}}


def _is_nothing(row: Answer) -> bool:
    return row.state == AnswerState.BLANK and not row.rejected
