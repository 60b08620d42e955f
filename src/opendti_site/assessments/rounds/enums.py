"""Choices of rounds and the submissions in them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    """The steps of a round, in their order; not every round has every step (`rounds.steps`)."""

    DRAFT = "draft", _("Chuẩn bị")
    OPEN = "open", _("Đang nhận hồ sơ")
    APPRAISAL = "appraisal", _("Đang thẩm định")
    EXPLANATION = "explanation", _("Đang giải trình")
    REAPPRAISAL = "reappraisal", _("Thẩm định lại")
    COUNCIL = "council", _("Hội đồng quyết định")
    CLOSED = "closed", _("Đã chốt kết quả")


class RoundOrigin(TextChoices):
    """How the values of a round came to be."""

    COLLECTED = "collected", _("Thu thập qua hệ thống")
    PUBLISHED_DATA = "published_data", _("Số liệu đã công bố")


class SubmissionState(TextChoices):
    """Where one unit's submission stands."""

    OPEN = "open", _("Đang nhập")
    HANDED_OVER = "handed_over", _("Chờ người ký")
    SUBMITTED = "submitted", _("Đã nộp")
    RETURNED = "returned", _("Bị trả lại")
    # Its unit takes part no more; what it holds stays, and counts for nothing.
    WITHDRAWN = "withdrawn", _("Đã rút khỏi kỳ")


RUNNING = (
    RoundState.OPEN,
    RoundState.APPRAISAL,
    RoundState.EXPLANATION,
    RoundState.REAPPRAISAL,
    RoundState.COUNCIL,
)
"""The states of a round that is open and not closed."""

FOR_UNITS = RUNNING[:-1]
"""The states in which units may write, each up to its own deadline; before the council, nothing changes any more."""

APPRAISING = (RoundState.APPRAISAL, RoundState.REAPPRAISAL)
"""The states in which appraisers decide."""

FILLED_IN = (SubmissionState.OPEN, SubmissionState.RETURNED)
"""The states in which a unit's people may change its values."""
