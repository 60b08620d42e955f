"""Moves a unit to another block of its round: other criteria, other points, ranked beside others."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from opendti_site.accounts.models import User
from opendti_site.assessments.requests.queries import waiting
from opendti_site.assessments.rounds.bridge import blocks_of, framework_page
from opendti_site.assessments.rounds.drafts import refuse_unscorable
from opendti_site.assessments.rounds.enums import FILLED_IN, FOR_UNITS
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.actions.taking_part import (
    locked_form,
    require_reason,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.lines import record_act
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.progress import update_progress
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.language import translated


@dataclass(frozen=True, slots=True)
class BlockMove:
    """What a form is in one block: its criteria and points, and beside how many units it is ranked."""

    code: str
    title: str
    is_present: bool
    criteria: int
    filled: int
    points: float
    max_points: float
    units: int
    unused: int
    """Criteria with values that the block does not have: kept, and not scored."""


@transaction.atomic
def change_block(
    submission: Submission, block: str, *, reason: str, by: User, document: str = ""
) -> Submission:
    """Move a unit to another block while its form is being filled in and nothing of it is decided.

    Its values stay; those of criteria that the new block does not have are kept and not scored.
    """
    row = locked_form(submission, by, FOR_UNITS)
    require_reason(reason)
    if refusal := block_refusal(row):
        raise ActionRefusedError(refusal)
    if block == row.block or block not in {
        known.code for known in blocks_of(row.round)
    }:
        raise ValidationError({"block": _("Hãy chọn khối khác cho đơn vị.")})
    refuse_unscorable(row.round, {block})
    before, row.block = row.block, block
    update_progress(row.round, [row], {row.pk: _answers(row)})
    row.version += 1
    row.save()
    record_act(
        "change_block",
        row,
        by,
        reason,
        document,
        before={"block": before},
        after={"block": block},
    )
    return row


def block_refusal(row: Submission) -> str:
    """Return why a form cannot move to another block now; empty where it can."""
    if row.round.state not in FOR_UNITS:
        return _("Kỳ đánh giá đang ở bước “%(state)s” nên không đổi khối được.") % {
            "state": row.round.get_state_display()
        }
    if not row.takes_part:
        return _("Đơn vị đã rút khỏi kỳ đánh giá.")
    if row.state not in FILLED_IN:
        return _(
            "Hồ sơ đã nộp hoặc đang chờ ký theo khối hiện nay; hãy trả lại hồ sơ rồi đổi khối."
        )
    if row.criterion_requests.filter(waiting()).exists():
        return _(
            "Hồ sơ còn yêu cầu đang chờ trả lời; hãy trả lời hoặc rút yêu cầu rồi đổi khối."
        )
    if row.score_entries.exclude(stage=Stage.SELF).exists():
        return _(
            "Hồ sơ đã có kết luận thẩm định theo khối hiện nay nên không đổi khối được."
        )
    return ""


def moves_of(submission: Submission) -> list[BlockMove]:
    """Return what the form is in each block of its round, the present one among them."""
    answers = _answers(submission)
    given = {row.criterion for row in answers.values() if row.state != "blank"}
    others = submission.round.taking_part.exclude(pk=submission.pk).order_by()
    codes = list(others.values_list("block", flat=True))
    page = framework_page(submission.round)
    moves = []
    for block in blocks_of(submission.round):
        moved = copy.copy(submission)
        moved.block = block.code
        update_progress(submission.round, [moved], {moved.pk: answers})
        present = {sheet.code for sheet in page.criteria_in(block.code)}
        moves.append(
            BlockMove(
                code=block.code,
                title=translated(block.title),
                is_present=block.code == submission.block,
                criteria=moved.total,
                filled=moved.filled,
                points=moved.points,
                max_points=moved.max_points,
                units=codes.count(block.code),
                unused=len(given - present),
            )
        )
    return moves


def _answers(row: Submission) -> dict[str, Answer]:
    return {answer.item: answer for answer in row.answers.all()}
