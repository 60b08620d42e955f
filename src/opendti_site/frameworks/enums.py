"""Choices of a framework release."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from opendti.framework.labels import STATUS_WORDS
from opendti.framework.sources import Status
from opendti_site.ui.language import lazily_translated

SURE = "sure"
"""The level of an import's notice that asks for nobody's eyes."""


class ReleaseState(TextChoices):
    """Whether a release may still change."""

    DRAFT = "draft", _("Bản nháp")
    PUBLISHED = "published", _("Đã ban hành")


def _status_label(status: Status) -> str:
    return lazily_translated(STATUS_WORDS[status].capitalised())


class FrameworkStatus(TextChoices):
    """Where the words and points of a framework come from."""

    OFFICIAL = "official", _status_label("official")
    ADAPTED = "adapted", _status_label("adapted")
    ILLUSTRATIVE = "illustrative", _status_label("illustrative")
