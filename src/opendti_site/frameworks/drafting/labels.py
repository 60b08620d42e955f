"""
What the forms of the editor call the keys of the format: the only part of a field that its model does not say.

A model lists its keys in the order of its form; a key that is left out has no field.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from opendti.framework.model import (
    Advice,
    Band,
    BandTable,
    Block,
    Check,
    Declared,
    Evidence,
    Framework,
    Item,
    Level,
    Need,
    Node,
    RankingRule,
    Rounding,
    View,
)
from opendti.framework.sources import LegalBasis, Source
from opendti.rules.labels import BOUND, OPTIONS
from opendti_site.frameworks.drafting.composite_labels import COMPOSITE, OF_NODE
from opendti_site.frameworks.drafting.fields import Key, Keys, Label
from opendti_site.frameworks.enums import FrameworkStatus
from opendti_site.ui.language import lazily_translated

CODE = Key(_("Mã"))
TITLE = Key(_("Tên"))
NOTE = Key(_("Ghi chú"))
SOURCE = Key(_("Nguồn"), names="sources")
URL = Key(_("Địa chỉ trên mạng"))
ITEM_TYPES: dict[str, Label] = {
    "count": _("số nguyên"),
    "number": _("số"),
    "share": _("tỷ lệ 0 đến 1"),
    "yes_no": _("có hoặc không"),
    "choice": _("chọn một"),
    "text": _("chữ, không tính điểm"),
}
COLLECTED: dict[str, Label] = {
    "report": _("Đơn vị báo cáo"),
    "feed": _("Hệ thống gửi tự động"),
    "survey": _("Khảo sát"),
    "panel": _("Chuyên gia chấm"),
    "monitor": _("Đo tự động"),
}
MARKS: dict[str, Label] = {
    "exact": _("chép đúng nguồn"),
    "partial": _("nguồn chỉ công bố một phần"),
    "inferred": _("suy ra từ nguồn"),
}
LABELS: dict[type[BaseModel], Keys] = {
    Framework: {
        "id": Key(
            _("Mã bộ chỉ số"),
            _("Chữ thường không dấu và dấu chấm, ví dụ vn.bct.dti."),
        ),
        "version": Key(_("Phiên bản"), _("Ví dụ 2026.")),
        "title": TITLE,
        "short_title": Key(_("Tên ngắn")),
        "description": Key(_("Mô tả")),
        "status": Key(_("Tính chất"), choices=dict(FrameworkStatus.choices)),
        "source": SOURCE,
        "complete": Key(
            _("Mức đầy đủ"),
            choices={"true": _("đầy đủ"), "false": _("có phần chưa được công bố")},
        ),
        "missing": Key(_("Phần chưa được công bố")),
        "legal": Key(_("Văn bản"), cards=True, add=_("Thêm văn bản")),
        "sources": Key(
            _("Nguồn"),
            entry_key=Key(_("Mã nguồn")),
            cards=True,
            add=_("Thêm nguồn"),
        ),
        "levels": Key(_("Các cấp"), add=_("Thêm cấp")),
        "blocks": Key(_("Các khối"), add=_("Thêm khối")),
        "rounding": Key(_("Làm tròn")),
        "ranking": Key(_("Xếp hạng")),
        "parameters": Key(
            _("Tham số"),
            entry_key=TITLE,
            entry_value=Key(_("Số hoặc công thức")),
            add=_("Thêm tham số"),
        ),
        "declared": Key(_("Số đã công bố"), add=_("Thêm dòng")),
        "views": Key(_("Nhóm"), add=_("Thêm nhóm")),
        "bands": Key(_("Bảng mức"), cards=True, add=_("Thêm bảng mức")),
        "composite": Key(_("Chỉ số tổng hợp"), switch=_("Đây là chỉ số tổng hợp")),
    },
    LegalBasis: {
        "document": Key(_("Số, ký hiệu")),
        "date": Key(_("Ngày"), _("Viết 2023, 2023-12 hoặc 2023-12-18.")),
        "issuer": Key(_("Cơ quan ban hành")),
        "title": Key(_("Trích yếu")),
        "url": URL,
        "note": NOTE,
    },
    Source: {
        "title": TITLE,
        "url": URL,
        "date": Key(_("Ngày")),
        "mark": Key(_("Mức theo sát"), choices=MARKS),
        "note": NOTE,
    },
    Level: {"code": CODE, "title": TITLE},
    Block: {"code": CODE, "title": TITLE},
    Rounding: {
        "value": Key(_("Số lẻ của giá trị")),
        "points": Key(_("Số lẻ của điểm")),
        "criterion": Key(
            _("Làm tròn điểm tiêu chí trước khi cộng"), _("Để trống là không làm tròn.")
        ),
    },
    RankingRule: {
        "compare": Key(
            _("Xếp hạng theo"),
            choices={
                "rounded": _("giá trị đã làm tròn"),
                "exact": _("giá trị đầy đủ"),
            },
        )
    },
    Declared: {
        "block": Key(_("Khối"), names="blocks"),
        "under": Key(_("Dưới mục")),
        "level": Key(_("Cấp"), names="levels"),
        "count": Key(_("Số lượng")),
        "points": Key(_("Tổng điểm")),
    },
    View: {
        "code": CODE,
        "title": TITLE,
        "nodes": Key(_("Mã các mục"), _("Cách nhau bằng dấu phẩy; cả bộ là index.")),
    },
    BandTable: {
        "nodes": Key(_("Mã các mục")),
        "measure": Key(
            _("Xếp theo"), choices={"value": _("giá trị"), "points": _("điểm")}
        ),
        "bands": Key(_("Các mức xếp"), add=_("Thêm mức xếp")),
    },
    Band: {
        "code": CODE,
        "title": TITLE,
        "bound": Key(
            _("So sánh"),
            choices={
                code: lazily_translated(text) for code, text in BOUND.choices.items()
            },
        ),
        "start": Key(_("Giá trị")),
        "needs": Key(_("Điều kiện kèm theo"), add=_("Thêm điều kiện")),
    },
    Need: {
        "count": Key(_("Ít nhất")),
        "nodes": Key(_("trong các mục")),
        "band": Key(_("đạt mức")),
    },
    Node: {
        "code": Key(_("Mã số chính thức")),
        "level": Key(_("Cấp"), names="levels"),
        "title": TITLE,
        "points": Key(
            _("Điểm tối đa"),
            _(
                "Ghi một số cho mọi khối, hoặc ghi riêng từng khối; khối để trống thì không có tiêu chí này."
            ),
        ),
        "rule": Key(_("Cách tính")),
        "items": Key(_("Số liệu"), cards=True, add=_("Thêm số liệu")),
        "checks": Key(_("Điều kiện"), add=_("Thêm điều kiện")),
        "evidence": Key(_("Tài liệu kiểm chứng")),
        "guidance": Key(_("Hướng dẫn")),
        "verified_by": Key(_("Đơn vị phối hợp xác minh")),
        "collected_from": Key(_("Nguồn số liệu"), choices=COLLECTED),
        "not_measured": Key(
            _("Khi chưa đo được"),
            choices={
                "hold": _("giữ lại, chưa được công bố"),
                "zero": _("tính 0 điểm"),
                "leave_out": _("không tính vào điểm tối đa"),
            },
        ),
        "may_not_apply": Key(_("Đơn vị được đề nghị “không áp dụng”")),
        "advice": Key(_("Khuyến nghị"), add=_("Thêm khuyến nghị")),
        "unpublished": Key(
            _("Số mục"),
            entry_key=Key(_("Cấp"), names="levels"),
            entry_value=Key(_("Số lượng")),
            add=_("Thêm cấp"),
        ),
        "status": Key(
            _("Tính chất"), choices=dict(FrameworkStatus.choices), blank=_("như cả bộ")
        ),
        "source": SOURCE,
        "note": NOTE,
        **OF_NODE,
    },
    Item: {
        "code": CODE,
        "type": Key(_("Loại"), choices=ITEM_TYPES, blank=_("theo cách tính")),
        "min": Key(_("Nhỏ nhất")),
        "max": Key(_("Lớn nhất")),
        "title": TITLE,
        "unit": Key(_("Đơn vị tính")),
        "guidance": Key(_("Hướng dẫn")),
        "options": Key(
            _("Phương án của số liệu không do cách tính liệt kê"),
            keys=("code", "title"),
            add=lazily_translated(OPTIONS.add),
        ),
    },
    Check: {
        "formula": Key(_("Công thức phải đúng"), is_formula=True),
        "message": Key(_("Lời nhắc")),
    },
    Evidence: {
        "text": Key(_("Tài liệu kiểm chứng cần có")),
        "required": Key(
            _("Tài liệu kiểm chứng"),
            choices={"true": _("bắt buộc"), "false": _("không bắt buộc")},
        ),
    },
    Advice: {
        "below": Key(_("Khi giá trị dưới")),
        "text": Key(_("Khuyến nghị")),
    },
    **COMPOSITE,
}
