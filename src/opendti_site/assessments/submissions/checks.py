"""What a form lacks, what contradicts in it, and what should be looked at before it is handed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.submissions.bridge import parse_value, plan_of_round
from opendti_site.assessments.submissions.enums import AnswerOrigin, AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.queries import (
    SubmissionSummary,
    missing_in,
)
from opendti_site.assessments.submissions.status import (
    EMPTY,
    NO_EVIDENCE,
    NOT_MEASURED,
    PARTIAL,
    CriterionStatus,
)
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.language import translated
from opendti_site.ui.text import has_words

UNANSWERED = (EMPTY, PARTIAL, NOT_MEASURED)


@dataclass(frozen=True, slots=True)
class CriterionCheck:
    """A criterion that is not complete: its status, and in words each thing that is missing or wrong."""

    sheet: CriterionSheet
    status: CriterionStatus
    is_blocking: bool
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CriterionHint:
    """Something that may be right and should be looked at."""

    sheet: CriterionSheet
    icon: str
    words: str


def checks_of(summary: SubmissionSummary) -> list[CriterionCheck]:
    """List the criteria that are not complete with the details, the blocking first."""
    return [
        CriterionCheck(
            missing.sheet,
            missing.status,
            missing.is_blocking,
            tuple(_details(summary, missing.sheet, missing.status)),
        )
        for missing in missing_in(summary)
    ]


def _details(
    summary: SubmissionSummary, sheet: CriterionSheet, status: CriterionStatus
) -> Iterator[str]:
    for broken in summary.score.criteria[sheet.code].faults:
        yield translated(broken.message)
    for item in sheet.items:
        answer = summary.answers.get(item.id)
        title = translated(item.title)
        if answer and answer.rejected:
            plan = plan_of_round(summary.submission.round)
            fault = parse_value(plan, item.id, answer.rejected).fault
            yield f"{title}: “{answer.rejected}”. {fault}"
        elif status in UNANSWERED and _is_unanswered(answer):
            yield _("Chưa có: %(item)s") % {"item": title}
        elif item.id in summary.jumps and answer and not has_words(answer.comment):
            yield _("%(item)s: chưa giải thích vì sao khác nhiều so với năm trước") % {
                "item": title
            }
    lacks_evidence = not summary.evidence[sheet.code].is_sufficient
    if sheet.criterion.evidence_required and lacks_evidence and status != EMPTY:
        yield (
            _("Chưa có tài liệu kiểm chứng và chưa ghi lý do.")
            if status == NO_EVIDENCE
            else _("Chưa có tài liệu kiểm chứng.")
        )


def _is_unanswered(answer: Answer | None) -> bool:
    return answer is None or answer.state != AnswerState.GIVEN


def hints_of(summary: SubmissionSummary) -> list[CriterionHint]:
    """List what is allowed and should be looked at once more, in the order of the form."""
    return [
        CriterionHint(sheet, icon, words)
        for sheet in summary.sheets
        for icon, words in _hints(summary, sheet)
    ]


def _hints(
    summary: SubmissionSummary, sheet: CriterionSheet
) -> Iterator[tuple[str, str]]:
    rows = [summary.answers.get(item.id) for item in sheet.items]
    answers = [row for row in rows if row]
    if any(row.state == AnswerState.NOT_APPLICABLE for row in answers):
        yield (
            "circle-off",
            _("Đề nghị không áp dụng; nếu không được chấp nhận thì tính 0 điểm."),
        )
    reused = sum(row.origin == AnswerOrigin.REUSED for row in answers)
    if reused:
        yield (
            "history",
            _("Số liệu dùng lại của năm trước (%(n)d): vẫn đúng cho năm nay?")
            % {"n": reused},
        )
    evidence = summary.evidence[sheet.code]
    year = summary.submission.round.year
    for link in evidence.links:
        if _is_of_another_year(link.document, year):
            yield (
                "calendar-event",
                _("Tài liệu %(document)s ban hành ngoài năm đánh giá %(year)d.")
                % {"document": link.document, "year": year},
            )
    if evidence.waiver and sheet.criterion.evidence_required and not evidence.links:
        yield (
            "message",
            _("Không có tài liệu kiểm chứng, lý do: %(reason)s")
            % {"reason": evidence.waiver.reason},
        )


def _is_of_another_year(document: Document, year: int) -> bool:
    return document.issued_on is not None and document.issued_on.year != year
