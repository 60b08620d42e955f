"""The steps that set up a new site."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class FirstStep(TextChoices):
    """From an empty site to its first round, in the order of the page."""

    MINISTRY = "ministry", _("Cơ quan chủ trì")
    UNITS = "units", _("Các đơn vị")
    PEOPLE = "people", _("Người dùng và vai trò")
    FRAMEWORK = "framework", _("Bộ chỉ số")
    ROUND = "round", _("Kỳ đánh giá đầu tiên")


class StepState(TextChoices):
    """Where a step stands."""

    DONE = "done", _("Xong")
    NEXT = "next", _("Bước tiếp theo")
    OPEN = "open", _("Chưa làm")
    WAITS = "waits", _("Chờ bước trước")
