"""The states of a run and the words for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class RunState(models.TextChoices):
    """Where a computation stands."""

    QUEUED = "queued", _("Chờ tính")
    RUNNING = "running", _("Đang tính")
    FINISHED = "finished", _("Đã xong")
    FAILED = "failed", _("Không tính được")


class Stage(models.TextChoices):
    """Which of the three scores a run speaks of."""

    SELF = "self", _("Điểm tự chấm")
    APPRAISED = "appraised", _("Điểm thẩm định")
    FINAL = "final", _("Điểm cuối cùng")


CLOSED_STATES = frozenset({RunState.FINISHED, RunState.FAILED})
