"""Evidence, the frozen framework of the round, and what a file is inside."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from opendti.errors import TableError
from opendti.untrusted import read_untrusted
from opendti_site.assessments.rounds.bridge import criterion_in, pages_of
from opendti_site.assessments.rounds.models import Submission
from opendti_site.frameworks.sheets import CriterionSheet


def criterion_sheet(submission: Submission, criterion: str) -> CriterionSheet | None:
    """Return a criterion of the submission's block, if there is such a one."""
    return criterion_in(submission.round, submission.block, criterion)


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


def kind_of_archive(file: Path | bytes) -> str:
    """
    Return what a ZIP archive is by its own list: the ending that fits it, without the dot.

    It is `archive` for one of no office program, and `damaged` for one whose list cannot be read
    within the bounds of strange files.
    """
    try:
        with read_untrusted("archive", file, "archive") as answer:
            return str(answer.data["kind"])
    except TableError:
        return "damaged"


def facts_of_pdf(file: Path | bytes) -> tuple[str, int]:
    """
    Return what a PDF is like, and how many pages it has.

    It is "readable", "no_text", "locked", "damaged", or "heavy" where reading it goes beyond the
    bounds of strange files.
    """
    try:
        with read_untrusted("pdf_facts", file, "pdf") as answer:
            return str(answer.data["state"]), int(answer.data["pages"])
    except TableError:
        return "heavy", 0


def picture_in(file: Path, content_type: str, page: int) -> tuple[str, bytes]:
    """
    Return the picture of a page of a PDF, or of an image.

    Beside it stands "shown", or why there is none: "locked", "damaged", "no_page", "too_large", or
    "heavy" where making it goes beyond the bounds of strange files.
    """
    is_pdf = content_type == "application/pdf"
    reader = "pdf_page" if is_pdf else "image"
    more: dict[str, Any] = {"page": page} if is_pdf else {}
    try:
        with read_untrusted(reader, file, "preview", **more) as answer:
            return str(answer.data["state"]), answer.out.read()
    except TableError:
        return "heavy", b""
