"""What every page of a submission needs: the row, if it may be seen, and what the person may do with it."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404

from opendti_site.accounts.enums import Role
from opendti_site.accounts.queries import holds_at
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.requests.queries import requests_of
from opendti_site.assessments.rounds.bridge import blocks_of
from opendti_site.assessments.rounds.enums import (
    RUNNING,
    RoundState,
    SubmissionState,
)
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.rounds.permissions import can_oversee
from opendti_site.assessments.submissions.actions.blocks import block_refusal
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.permissions import (
    can_extend,
    can_fill,
    can_return,
    can_sign,
    can_take_out,
)
from opendti_site.assessments.submissions.queries import submissions_with_round

BEFORE_APPRAISAL = {RoundState.DRAFT, RoundState.OPEN}


def visible(request: StaffRequest, pk: int) -> Submission:
    """Fetch a submission that this person may see, or answer as if there were none."""
    return get_object_or_404(submissions_with_round(request.user), pk=pk)


def rights(request: StaffRequest, submission: Submission) -> dict[str, bool | str]:
    """Return what the templates ask: by role (`can_fill`, `can_sign`, `can_return`) and now (the rest)."""
    may_fill = can_fill(request.user, submission)
    may_sign = can_sign(request.user, submission)
    waits = submission.state == SubmissionState.HANDED_OVER and submission.is_in_time
    return {
        "can_edit": may_fill and submission.is_writable,
        "can_fill": may_fill,
        "can_sign": may_sign,
        "can_submit": may_sign and (submission.is_writable or waits),
        "can_hand_back": may_sign and waits,
        "can_return": can_return(request.user, submission),
        "can_take_out": submission.round.state in RUNNING
        and can_take_out(request.user, submission.round),
        "can_readmit": submission.round.state in RUNNING
        and not (submission.takes_part or submission.unit.closed_on)
        and can_take_out(request.user, submission.round),
        "can_change_block": can_take_out(request.user, submission.round)
        and not block_refusal(submission)
        and len(blocks_of(submission.round)) > 1,
        "can_extend": submission.is_extendable
        and can_extend(request.user, submission.round),
        "grid_stage": Stage.FINAL
        if holds_at(request.user, Role.COUNCIL, unit=submission.round.root)
        else Stage.APPRAISED,
        "sees_appraisal": submission.round.state not in BEFORE_APPRAISAL
        and can_oversee(request.user, submission.round.root),
    }


def requests_shown(submission: Submission) -> dict[str, Any]:
    """Return the latest request about each criterion of a form, and how many wait for their reply."""
    # Before the appraisal nobody asks, and a form saves at every change: no query then.
    asks = submission.round.state not in BEFORE_APPRAISAL
    rows = requests_of(submission) if asks else []
    return {
        "asked_about": {row.criterion: row for row in reversed(rows)},
        "requests_waiting": sum(row.is_answerable for row in rows),
    }
