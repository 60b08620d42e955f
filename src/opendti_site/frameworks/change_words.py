"""What a change between two versions is called."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, str | Promise] = {
    "framework": _("Cả bộ"),
    "added": _("Thêm mới"),
    "removed": _("Bỏ"),
    "moved": _("Chuyển chỗ"),
    "points": _("Điểm tối đa"),
    "rule": _("Cách tính điểm"),
    "text": _("Lời văn"),
    "items": _("Số liệu"),
    "checks": _("Điều kiện"),
    "evidence": _("Tài liệu kiểm chứng"),
    "setting": _("Quy định khác"),
}
PARTS: dict[str, str | Promise] = {
    "id": _("Mã bộ chỉ số"),
    "version": _("Phiên bản"),
    "title": _("Tên"),
    "short_title": _("Tên ngắn"),
    "description": _("Mô tả"),
    "status": _("Tính chất"),
    "source": _("Nguồn"),
    "complete": _("Mức đầy đủ"),
    "missing": _("Phần chưa được công bố"),
    "legal": _("Căn cứ pháp lý"),
    "sources": _("Nguồn"),
    "levels": _("Các cấp"),
    "blocks": _("Các khối"),
    "declared": _("Số đã công bố"),
    "rounding": _("Làm tròn"),
    "ranking": _("Xếp hạng"),
    "parameters": _("Tham số"),
    "views": _("Nhóm xem chéo"),
    "bands": _("Xếp mức"),
    "composite": _("Chỉ số tổng hợp"),
    "code": _("Mã"),
    "parent": _("Nhóm chứa"),
    "order": _("Thứ tự"),
    "level": _("Cấp"),
    "guidance": _("Hướng dẫn"),
    "note": _("Ghi chú"),
    "verified_by": _("Đơn vị phối hợp xác minh"),
    "advice": _("Khuyến nghị"),
    "checks": _("Điều kiện"),
    "unit": _("Đơn vị tính"),
    "type": _("Loại"),
    "min": _("Nhỏ nhất"),
    "max": _("Lớn nhất"),
    "options": _("Các phương án"),
    "may_not_apply": _("Không áp dụng"),
    "not_measured": _("Khi chưa đo được"),
    "collected_from": _("Nguồn số liệu"),
    "unpublished": _("Phần chưa được công bố"),
}


def kind_in_words(kind: str) -> str | Promise:
    """Return a kind of change in words."""
    return KINDS.get(kind, kind)


def part_in_words(kind: str, what: str) -> str:
    """Describe what changed: a field, an item's field, an entry of a list."""
    if not what or kind in {"points", "rule", "evidence"}:
        return ""
    head, _dot, rest = what.partition(".")
    if kind == "items":
        part = str(PARTS.get(rest, rest))
        return f"{PARTS.get(head, head)}{': ' + part if part else ''}"
    name = head.removesuffix(" (order)")
    words = str(PARTS.get(name, name))
    if name != head:
        words = f"{words} ({str(PARTS['order']).lower()})"
    return f"{words}: {rest}" if rest else words
