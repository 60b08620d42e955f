"""What the audit log says of framework releases."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register, register_details, register_values

ACTS = (
    ("add", _("thêm")),
    ("up", _("đưa lên")),
    ("down", _("đưa xuống")),
    ("in", _("đưa vào trong")),
    ("out", _("đưa ra ngoài")),
    ("delete", _("xóa")),
    ("edit", _("sửa")),
    ("settle", _("đã xem lời nhắc")),
)
ORIGINS = (
    ("empty", _("bản trống")),
    ("copy", _("bản sao")),
    ("file", _("tệp YAML hoặc JSON")),
    ("annex", _("phụ lục XLSX hoặc DOCX")),
)


def register_all() -> None:
    """Register each verb with its wording."""
    register("adopt_framework", _("Thêm bộ chỉ số từ thư viện"))
    register("publish_framework", _("Ban hành bộ chỉ số"))
    register("create_draft", _("Tạo bản nháp bộ chỉ số"))
    register("edit_draft", _("Sửa bản nháp bộ chỉ số"))
    register("discard_draft", _("Bỏ bản nháp bộ chỉ số"))
    register("write_crosswalk", _("Lưu bảng đối chiếu phiên bản"))
    register_details(
        fingerprint=_("dấu vân tay"),
        part=_("phần"),
        origin=_("nguồn"),
        node=_("mục"),
        act=_("việc"),
        unseen=_("điều chưa xem từ phụ lục"),
    )
    register_values("act", ACTS)
    register_values("origin", ORIGINS)
