"""Choices of documents."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    """Whether we hold the document or only quote it."""

    FILE = "file", _("Tệp")
    CITATION = "citation", _("Trích dẫn")
