"""Choices of observations."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from opendti.scoring.words import STATE_WORDS
from opendti_site.ui.language import lazily_translated


def _label(state: str) -> str:
    return lazily_translated(STATE_WORDS[state].capitalised())


class AnswerState(TextChoices):
    """What a value says, different to the very end."""

    GIVEN = "given", _label("given")
    BLANK = "blank", _label("blank")
    NOT_APPLICABLE = "not_applicable", _label("not_applicable")
    NOT_MEASURED = "not_measured", _label("not_measured")


class ObservationSource(TextChoices):
    """By which way a value arrived."""

    FORM = "form", _("Biểu tự đánh giá")
    API = "api", _("Phần mềm khác gửi qua API")
    FEED = "feed", _("Nguồn dữ liệu tự động")
    WORKBOOK = "workbook", _("Tệp bảng tính")
    SURVEY = "survey", _("Khảo sát")
    PANEL = "panel", _("Hội đồng chuyên gia")
    MONITOR = "monitor", _("Giám sát tự động")
