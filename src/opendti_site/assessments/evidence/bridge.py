"""Evidence and the frozen framework of the round."""

from __future__ import annotations

from typing import TYPE_CHECKING

from opendti_site.assessments.rounds.bridge import framework_page, pages_of

if TYPE_CHECKING:
    from opendti_site.assessments.rounds.models import Submission
    from opendti_site.frameworks.sheets import CriterionSheet


def criterion_sheet(submission: Submission, criterion: str) -> CriterionSheet | None:
    """Return a criterion of the submission's block, if there is such a one."""
    sheets = framework_page(submission.round).criteria_in(submission.block)
    return next((sheet for sheet in sheets if sheet.code == criterion), None)


def has_criterion(submission: Submission, criterion: str) -> bool:
    """Whether the criterion exists for the submission's block."""
    return criterion_sheet(submission, criterion) is not None


def main_of(submission: Submission, criterion: str) -> str:
    """Return the page of the form on which a criterion stands."""
    pages = pages_of(submission.round, submission.block)
    return next(
        page.code
        for page in pages
        if criterion in {sheet.code for sheet in page.sheets}
    )
