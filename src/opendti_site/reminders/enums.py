"""Choices of reminders."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ReminderMode(TextChoices):
    """How a person wants to be reminded by mail."""

    IMMEDIATE = "immediate", _("Gửi ngay từng việc")
    DIGEST = "digest", _("Mỗi ngày một thư tổng hợp")
    OFF = "off", _("Không gửi thư nhắc việc")


class Lack(TextChoices):
    """What a unit's form waits for, and so whom to write to."""

    NOT_STARTED = "not_started", _("Chưa nhập gì")
    NOT_HANDED_OVER = "not_handed_over", _("Đang nhập, chưa chuyển ký")
    RETURNED = "returned", _("Bị trả lại, chưa nộp lại")
    NOT_SIGNED = "not_signed", _("Chờ người ký")
    NOT_EXPLAINED = "not_explained", _("Chưa soạn giải trình")
    REPLY_NOT_SENT = "reply_not_sent", _("Giải trình chờ người ký gửi")
    NOT_APPRAISED = "not_appraised", _("Chưa thẩm định xong")
