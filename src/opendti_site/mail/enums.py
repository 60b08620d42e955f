"""The states of a letter."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class MailState(models.TextChoices):
    """What has become of a letter."""

    WAITING = "waiting", _("Chờ gửi")
    SENT = "sent", _("Đã gửi")
    FAILED = "failed", _("Không gửi được")
    DROPPED = "dropped", _("Không còn cần gửi")
