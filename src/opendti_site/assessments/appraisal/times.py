"""When each stage may be decided: in which steps of a round, and up to when."""

from __future__ import annotations

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from opendti_site.assessments.rounds.enums import APPRAISING, RoundState
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.steps import (
    has_deadlines,
    has_step,
    present_step,
)
from opendti_site.assessments.submissions.enums import Stage


def judging_fault(round_: Round, stage: str) -> str:
    """Return why nobody may decide at a stage now; empty where one may.

    Appraisers decide in either appraisal up to its deadline. The council decides in its own step, up to
    that step's deadline; in a round without one, beside the appraisers and at any time.
    """
    if round_.state not in steps_for(round_, stage):
        return _("Kỳ đánh giá đang ở bước “%(state)s” nên không thẩm định được.") % {
            "state": round_.get_state_display()
        }
    step = present_step(round_)
    binds = stage == Stage.APPRAISED or step.state == RoundState.COUNCIL
    if not binds or step.deadline is None or not step.is_over:
        return ""
    if not has_deadlines(round_):
        return ""
    return _(
        "Bước “%(step)s” đã hết hạn lúc %(moment)s nên không ghi được nữa; "
        "điều phối viên có thể gia hạn."
    ) % {
        "step": round_.get_state_display(),
        "moment": date_format(timezone.localtime(step.deadline), "H:i:s d/m/Y"),
    }


def may_judge_now(round_: Round, stage: str) -> bool:
    """Whether the clock and the round's step let a stage be decided."""
    return not judging_fault(round_, stage)


def steps_for(round_: Round, stage: str) -> frozenset[str]:
    """Return the steps in which a stage is decided in a round."""
    if stage == Stage.FINAL and has_step(round_, RoundState.COUNCIL):
        return frozenset({RoundState.COUNCIL})
    return frozenset(APPRAISING)
