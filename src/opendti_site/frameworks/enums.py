"""Choices of a framework release."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

SURE = "sure"
"""The level of an import's notice that asks for nobody's eyes."""


class ReleaseState(TextChoices):
    """Whether a release may still change."""

    DRAFT = "draft", _("Bản nháp")
    PUBLISHED = "published", _("Đã ban hành")


class FrameworkStatus(TextChoices):
    """Where the words and points of a framework come from."""

    OFFICIAL = "official", _("Chính thức")
    ADAPTED = "adapted", _("Chuyển thể")
    ILLUSTRATIVE = "illustrative", _("Minh họa")
