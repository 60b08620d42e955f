"""Choices of documents, and what a person is asked about them."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DocumentKind(TextChoices):
    """Whether we hold the document or only quote it."""

    FILE = "file", _("Tệp")
    CITATION = "citation", _("Trích dẫn")


class Doubt(TextChoices):
    """What may be wrong with a document: the person who cites it is asked, and may confirm."""

    FUTURE = "future", _("ngày ban hành ở tương lai")
    AFTER_PERIOD = "after_period", _("ngày ban hành sau năm đánh giá")
    SAME_FILE = "same_file", _("tệp này đã có trong kho của đơn vị")


class FileState(TextChoices):
    """What a PDF is like, as far as a preview can say."""

    READABLE = "readable", _("đọc được")
    NO_TEXT = "no_text", _("bản quét, không có chữ")
    LOCKED = "locked", _("có mật khẩu, không mở được")
    DAMAGED = "damaged", _("hỏng, không mở được")
    HEAVY = "heavy", _("quá nặng để xem trước")
