"""What the fields that the pages of assessments draw by themselves are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.field_words import register_field_words


def register_all() -> None:
    """Give the page of a session that ended the words of the form and of the grid."""
    register_field_words({
        "v": _("Số liệu"),
        "c": _("Giải thích biến động, số liệu"),
        "na": _("Không áp dụng với đơn vị, tiêu chí"),
        "nr": _("Lý do không áp dụng, tiêu chí"),
        "applies": _("Có áp dụng"),
        "reason": _("Lý do"),
        "blanks": _("Nộp cả khi còn ô để trống"),
        "block": _("Khối của đơn vị"),
        "document": _("Tài liệu"),
        "upload": _("Tệp"),
        "dropped": _("Bỏ tệp"),
        "reply": _("Nội dung giải trình"),
        "node": _("Chỉ số"),
        "group": _("Người của đơn vị"),
        "unit": _("Đơn vị"),
        "note": _("Ghi chú"),
        "pick": _("Lấy theo tệp, số liệu"),
    })
