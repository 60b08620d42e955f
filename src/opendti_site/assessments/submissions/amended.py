"""What the last change of the framework within a round changed for one form."""

from __future__ import annotations

from dataclasses import dataclass

from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.enums import AnswerState


@dataclass(frozen=True, slots=True)
class AmendedForm:
    """The criteria of a form that the last change added or defined otherwise, and how many of their values are blank."""

    criteria: tuple[str, ...]
    blanks: int


def amended_form(submission: Submission) -> AmendedForm | None:
    """Return what the last change of the framework means for a form; None where it means nothing."""
    amended = submission.round.amended
    last = max(amended.values(), default=0)
    sheets = [
        sheet
        for sheet in framework_page(submission.round).criteria_in(submission.block)
        if last and amended.get(sheet.code) == last
    ]
    if not sheets:
        return None
    codes = tuple(sheet.code for sheet in sheets)
    given = submission.answers.filter(criterion__in=codes)
    filled = set(given.exclude(state=AnswerState.BLANK).values_list("item", flat=True))
    asked = {item.id for sheet in sheets for item in sheet.items}
    return AmendedForm(codes, len(asked - filled))
