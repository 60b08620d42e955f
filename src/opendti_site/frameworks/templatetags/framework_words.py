"""Words for the codes that stand in a framework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.enums import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import Promise

register = template.Library()
ITEM_KINDS = {
    "count": _("Số nguyên"),
    "number": _("Số"),
    "share": _("Tỷ lệ"),
    "yes_no": _("Có hoặc không"),
    "choice": _("Chọn một"),
    "text": _("Chữ"),
}
SOURCES = {
    "report": _("Đơn vị báo cáo"),
    "feed": _("Hệ thống gửi tự động"),
    "survey": _("Khảo sát"),
    "panel": _("Chuyên gia chấm"),
    "monitor": _("Đo tự động"),
}
MARKS = {
    "exact": _("chép đúng nguồn"),
    "partial": _("nguồn chỉ công bố một phần"),
    "inferred": _("suy ra từ nguồn"),
}


@register.filter
def at(values: Sequence[Any], place: int) -> Any:
    """Return what stands at a place: `page.points|at:forloop.counter0`."""
    return values[place]


@register.filter
def standing(code: str) -> str | Promise:
    """Say where words come from."""
    return Standing(code).label


@register.filter
def item_kind(code: str) -> str | Promise:
    """Say what kind of input an item is."""
    return ITEM_KINDS.get(code, code)


@register.filter
def collected_from(code: str) -> str | Promise:
    """Say who brings the values."""
    return SOURCES.get(code, code)


@register.filter
def source_mark(code: str) -> str | Promise:
    """Say how closely a source was followed."""
    return MARKS.get(code, code)
