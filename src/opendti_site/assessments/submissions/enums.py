"""Choices of answers and score entries."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class AnswerState(TextChoices):
    """What an answer says, different to the very end."""

    GIVEN = "given", _("Đã nhập")
    BLANK = "blank", _("Để trống")
    NOT_APPLICABLE = "not_applicable", _("Không áp dụng")
    NOT_MEASURED = "not_measured", _("Chưa đo")


class AnswerOrigin(TextChoices):
    """How an answer came in."""

    TYPED = "typed", _("Nhập tay")
    IMPORTED = "imported", _("Nhập từ tệp")
    MACHINE = "machine", _("Máy")


class Stage(TextChoices):
    """The three scores that are kept apart."""

    SELF = "self", _("Tự chấm")
    APPRAISED = "appraised", _("Thẩm định")
    FINAL = "final", _("Cuối cùng")


class Verdict(TextChoices):
    """What a score entry does with the values before it."""

    CLAIMED = "claimed", _("Tự khai")
    ACCEPTED = "accepted", _("Chấp nhận")
    CORRECTED = "corrected", _("Điều chỉnh")
