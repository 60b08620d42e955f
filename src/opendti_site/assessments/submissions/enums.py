"""Choices of answers and score entries."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from opendti.scoring.words import STATE_WORDS
from opendti_site.ui.language import lazily_translated


def _label(state: str) -> str:
    return lazily_translated(STATE_WORDS[state].capitalised())


class AnswerState(TextChoices):
    """What an answer says, different to the very end."""

    GIVEN = "given", _label("given")
    BLANK = "blank", _label("blank")
    NOT_APPLICABLE = "not_applicable", _label("not_applicable")
    NOT_MEASURED = "not_measured", _label("not_measured")


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
