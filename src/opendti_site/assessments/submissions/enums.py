"""Choices of answers and score entries."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from opendti_site.observations.enums import AnswerState

__all__ = [
    "AnswerOrigin",
    "AnswerState",
    "SignatureState",
    "Stage",
    "Verdict",
]


class AnswerOrigin(TextChoices):
    """How an answer came in."""

    TYPED = "typed", _("Nhập tay")
    IMPORTED = "imported", _("Nhập từ tệp")
    MACHINE = "machine", _("Máy")
    REUSED = "reused", _("Dùng lại năm trước")


class SignatureState(TextChoices):
    """What is known of the digital signatures of a file."""

    VALID = "valid", _("Chữ ký số hợp lệ")
    UNVERIFIED = "unverified", _("Không xác minh được chữ ký số")
    ALTERED = "altered", _("Tệp đã bị sửa sau khi ký số")
    NONE = "none", _("Không có chữ ký số")


class Stage(TextChoices):
    """The three scores that are kept apart."""

    SELF = "self", _("Tự chấm")
    APPRAISED = "appraised", _("Thẩm định")
    FINAL = "final", _("Cuối cùng")


class Verdict(TextChoices):
    """What a score entry does with the values before it."""

    CLAIMED = "claimed", _("Theo số liệu đơn vị nhập")
    ACCEPTED = "accepted", _("Chấp nhận")
    CORRECTED = "corrected", _("Điều chỉnh")
