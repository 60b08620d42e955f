"""Sentences about a run that left things open; made without rows, so that public pages can show them."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext


def undecided_sentences(counts: Mapping[str, int]) -> list[str]:
    """Return what is open, one sentence a kind, in the reader's language."""
    sentences = {
        "not_submitted": _units_without_submission,
        "not_appraised": _criteria_without_appraisal,
        "not_settled": _criteria_without_decision,
        "claims": _claims_without_judgement,
        "not_closed": _round_not_closed,
    }
    return [
        sentence(counts[kind])
        for kind, sentence in sentences.items()
        if counts.get(kind)
    ]


def _units_without_submission(count: int) -> str:
    return ngettext(
        "%(count)s đơn vị chưa nộp hồ sơ",
        "%(count)s đơn vị chưa nộp hồ sơ",
        count,
    ) % {"count": count}


def _criteria_without_appraisal(count: int) -> str:
    return ngettext(
        "%(count)s tiêu chí của các đơn vị chưa được thẩm định",
        "%(count)s tiêu chí của các đơn vị chưa được thẩm định",
        count,
    ) % {"count": count}


def _criteria_without_decision(count: int) -> str:
    return ngettext(
        "%(count)s tiêu chí của các đơn vị chưa có quyết định cuối cùng",
        "%(count)s tiêu chí của các đơn vị chưa có quyết định cuối cùng",
        count,
    ) % {"count": count}


def _claims_without_judgement(count: int) -> str:
    return ngettext(
        "%(count)s đề nghị “không áp dụng” chưa được xem xét",
        "%(count)s đề nghị “không áp dụng” chưa được xem xét",
        count,
    ) % {"count": count}


def _round_not_closed(_count: int) -> str:
    return gettext("kỳ đánh giá chưa đóng, kết quả còn có thể thay đổi")
