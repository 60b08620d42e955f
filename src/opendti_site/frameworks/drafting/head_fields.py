"""The forms of a framework's head, one page each."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.drafting.bridge import OF_FRAMEWORK
from opendti_site.frameworks.drafting.fields import FormSection, Label, section

PAGES: dict[str, tuple[Label, tuple[FormSection, ...]]] = {
    "chung": (
        _("Thông tin chung"),
        (
            section(
                OF_FRAMEWORK,
                _("Tên và phiên bản"),
                "id version title short_title description",
            ),
            section(OF_FRAMEWORK, _("Tính chất"), "status source complete missing"),
        ),
    ),
    "can-cu": (
        _("Căn cứ và nguồn"),
        (
            section(OF_FRAMEWORK, _("Căn cứ pháp lý"), "legal"),
            section(OF_FRAMEWORK, _("Nguồn"), "sources"),
        ),
    ),
    "cau-truc": (
        _("Cấp, khối, tham số"),
        (
            section(
                OF_FRAMEWORK,
                _("Các cấp của cây"),
                "levels",
                note=_("Ghi từ trên xuống; cấp cuối là tiêu chí."),
            ),
            section(
                OF_FRAMEWORK,
                _("Các khối đơn vị"),
                "blocks",
                note=_("Để trống nếu mọi đơn vị chung một thang điểm."),
            ),
            section(OF_FRAMEWORK, _("Làm tròn và xếp hạng"), "rounding ranking"),
            section(OF_FRAMEWORK, _("So với năm trước"), "explain_change"),
            section(
                OF_FRAMEWORK,
                _("Tham số"),
                "parameters",
                note=_("Tên tham số dùng được trong mọi công thức và mức đạt."),
            ),
        ),
    ),
    "doi-soat": (
        _("Số công bố để đối soát"),
        (
            section(
                OF_FRAMEWORK,
                _("Số lượng và tổng điểm mà văn bản công bố"),
                "declared",
                note=_("Cây phải khớp với những số này thì mới ban hành được."),
            ),
        ),
    ),
    "xep-muc": (
        _("Nhóm xem và xếp mức"),
        (
            section(
                OF_FRAMEWORK,
                _("Nhóm xem chéo"),
                "views",
                note=_("Ví dụ trụ cột Chính quyền số gồm các chỉ số 1 đến 6."),
            ),
            section(OF_FRAMEWORK, _("Xếp mức"), "bands"),
        ),
    ),
    "tong-hop": (
        _("Chỉ số tổng hợp"),
        (
            section(
                OF_FRAMEWORK,
                _("Chỉ số tổng hợp"),
                "composite",
                note=_(
                    "Chuẩn hóa từng số liệu, rồi lấy trung bình theo cây, thay cho cộng điểm. "
                    "Bộ chỉ số cộng điểm thì để trống trang này."
                ),
            ),
        ),
    ),
}
"""The pages of the head by their address."""


def page_of(key: str) -> str:
    """Return the page on which a key of the head stands."""
    return next((page for page in PAGES if key in keys_of(page)), "")


def keys_of(page: str) -> tuple[str, ...]:
    """Return the keys of the file that a page of the head shows."""
    return tuple(field.key for section in PAGES[page][1] for field in section.fields)
