"""The status of a criterion in the form: a label, an icon and a colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.submissions.enums import AnswerState
from opendti_site.assessments.submissions.models import Answer
from opendti_site.assessments.submissions.readings import CriterionScore
from opendti_site.frameworks.sheets import CriterionSheet


@dataclass(frozen=True, slots=True)
class CriterionStatus:
    """A status with its label and icon: colour alone is not accessible."""

    code: str
    word: str | Promise
    css_class: str
    icon: str
    is_filled: bool


COMPLETE = CriterionStatus(
    "complete", _("Đủ"), "is-ok", icon="circle-check", is_filled=True
)
NO_EVIDENCE = CriterionStatus(
    "no_evidence",
    _("Thiếu kiểm chứng"),
    "is-warn",
    icon="alert-triangle",
    is_filled=True,
)
NO_COMMENT = CriterionStatus(
    "no_comment",
    _("Chưa giải thích biến động"),
    "is-warn",
    icon="message-exclamation",
    is_filled=True,
)
FAULTY = CriterionStatus(
    "faulty", _("Có lỗi"), "is-bad", icon="alert-circle", is_filled=False
)
PARTIAL = CriterionStatus(
    "partial", _("Chưa đủ số liệu"), "is-none", icon="circle-dashed", is_filled=False
)
EMPTY = CriterionStatus(
    "empty", _("Chưa nhập"), "is-none", icon="circle-dashed", is_filled=False
)
NOT_APPLICABLE = CriterionStatus(
    "not_applicable",
    _("Không áp dụng, chờ thẩm định"),
    "is-na",
    icon="hourglass",
    is_filled=True,
)
NOT_MEASURED = CriterionStatus(
    "not_measured",
    AnswerState.NOT_MEASURED.label,
    "is-none",
    icon="hourglass",
    is_filled=False,
)
ALL_STATUSES = (
    COMPLETE,
    NO_COMMENT,
    NO_EVIDENCE,
    FAULTY,
    PARTIAL,
    EMPTY,
    NOT_APPLICABLE,
    NOT_MEASURED,
)


def status_of(
    sheet: CriterionSheet,
    answers: Mapping[str, Answer],
    score: CriterionScore | None,
    *,
    has_evidence: bool,
    lacks_comment: bool = False,
) -> CriterionStatus:
    """Return the status of a criterion: faults first, then what is missing."""
    rows = [answers.get(item.id) for item in sheet.items]
    states = [row.state if row else AnswerState.BLANK for row in rows]
    if any(row and row.rejected for row in rows) or (score and score.faults):
        return FAULTY
    if AnswerState.NOT_APPLICABLE in states:
        return NOT_APPLICABLE
    given = sum(state == AnswerState.GIVEN for state in states)
    if given == 0:
        return EMPTY if sheet.criterion.default_state == "blank" else NOT_MEASURED
    if given < len(states):
        return PARTIAL
    if lacks_comment:
        return NO_COMMENT
    lacks_evidence = sheet.criterion.evidence_required and not has_evidence
    return NO_EVIDENCE if lacks_evidence else COMPLETE
