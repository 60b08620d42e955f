"""Choices of rounds and the submissions in them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RoundState(TextChoices):
    """Where a round stands."""

    DRAFT = "draft", _("Chuẩn bị")
    OPEN = "open", _("Đang nhận hồ sơ")
    APPRAISAL = "appraisal", _("Đang thẩm định")
    CLOSED = "closed", _("Đã đóng")


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


FILLED_IN = (SubmissionState.OPEN, SubmissionState.RETURNED)
"""The states in which a unit's people may change its values."""
