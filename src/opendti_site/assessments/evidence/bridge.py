"""Evidence and the frozen framework of the round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.assessments.rounds.bridge import framework_page

if TYPE_CHECKING:
    from opendti_site.assessments.rounds.models import Submission


def has_criterion(submission: Submission, criterion: str) -> bool:
    """Whether the criterion exists for the submission's block."""
    sheets = framework_page(submission.round).criteria_in(submission.block)
    return any(sheet.code == criterion for sheet in sheets)
