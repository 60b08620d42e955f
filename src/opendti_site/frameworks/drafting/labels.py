"""
What the forms of the editor call the keys of the format: the only part of a field that its model does not say.

A model lists its keys in the order of its form; a key that is left out has no field.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from opendti.definitions import Text
from opendti.framework.labels import COLLECTED_WORDS, ITEM_TYPE_WORDS, PRECEDENCE_WORDS
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
from opendti_site.frameworks.drafting.fields import KeyLabel, KeyLabels, Label
from opendti_site.frameworks.enums import FrameworkStatus
from opendti_site.ui.language import lazily_translated

CODE = KeyLabel(_("Mã"))
TITLE = KeyLabel(_("Tên"))
NOTE = KeyLabel(_("Ghi chú"))
SOURCE = KeyLabel(_("Nguồn"), names="sources")
URL = KeyLabel(_("Địa chỉ trên mạng"))
MARKS: dict[str, Label] = {
    "exact": _("chép đúng nguồn"),
    "partial": _("nguồn chỉ công bố một phần"),
    "inferred": _("suy ra từ nguồn"),
}


def _in_the_readers_language(words: Mapping[str, Text]) -> dict[str, Label]:
    """Return the words of codes that the engine names."""
    return {code: lazily_translated(text) for code, text in words.items()}


LABELS: dict[type[BaseModel], KeyLabels] = {
    Framework: {
        "id": KeyLabel(
            _("Mã bộ chỉ số"),
            _("Chữ thường không dấu và dấu chấm, ví dụ vn.bct.dti."),
        ),
        "version": KeyLabel(_("Phiên bản"), _("Ví dụ 2026.")),
        "title": TITLE,
        "short_title": KeyLabel(_("Tên ngắn")),
        "description": KeyLabel(_("Mô tả")),
        "status": KeyLabel(_("Tính chất"), choices=dict(FrameworkStatus.choices)),
        "source": SOURCE,
        "complete": KeyLabel(
            _("Mức đầy đủ"),
            choices={"true": _("đầy đủ"), "false": _("có phần chưa được công bố")},
        ),
        "missing": KeyLabel(_("Phần chưa được công bố")),
        "legal": KeyLabel(_("Văn bản"), cards=True, add=_("Thêm văn bản")),
        "sources": KeyLabel(
            _("Nguồn"),
            entry_key=KeyLabel(_("Mã nguồn")),
            cards=True,
            add=_("Thêm nguồn"),
        ),
        "levels": KeyLabel(_("Các cấp"), add=_("Thêm cấp")),
        "blocks": KeyLabel(_("Các khối"), add=_("Thêm khối")),
        "rounding": KeyLabel(_("Làm tròn")),
        "ranking": KeyLabel(_("Xếp hạng")),
        "explain_change": KeyLabel(
            _("Mức biến động phải giải thích"),
            _(
                "Tỷ lệ của số năm trước, ví dụ 0.3; lệch hơn thế thì đơn vị phải ghi lý do."
            ),
        ),
        "parameters": KeyLabel(
            _("Tham số"),
            entry_key=TITLE,
            entry_value=KeyLabel(_("Số hoặc công thức")),
            add=_("Thêm tham số"),
        ),
        "declared": KeyLabel(_("Số đã công bố"), add=_("Thêm dòng")),
        "views": KeyLabel(_("Nhóm"), add=_("Thêm nhóm")),
        "bands": KeyLabel(_("Bảng mức"), cards=True, add=_("Thêm bảng mức")),
        "composite": KeyLabel(_("Chỉ số tổng hợp"), switch=_("Đây là chỉ số tổng hợp")),
    },
    LegalBasis: {
        "document": KeyLabel(_("Số, ký hiệu")),
        "date": KeyLabel(_("Ngày"), _("Viết 2023, 2023-12 hoặc 2023-12-18.")),
        "issuer": KeyLabel(_("Cơ quan ban hành")),
        "title": KeyLabel(_("Trích yếu")),
        "url": URL,
        "note": NOTE,
    },
    Source: {
        "title": TITLE,
        "url": URL,
        "date": KeyLabel(_("Ngày")),
        "mark": KeyLabel(_("Mức theo sát"), choices=MARKS),
        "note": NOTE,
    },
    Level: {"code": CODE, "title": TITLE},
    Block: {"code": CODE, "title": TITLE},
    Rounding: {
        "value": KeyLabel(_("Số lẻ của giá trị")),
        "points": KeyLabel(_("Số lẻ của điểm")),
        "criterion": KeyLabel(
            _("Làm tròn điểm tiêu chí trước khi cộng"), _("Để trống là không làm tròn.")
        ),
    },
    RankingRule: {
        "compare": KeyLabel(
            _("Xếp hạng theo"),
            choices={
                "rounded": _("giá trị đã làm tròn"),
                "exact": _("giá trị đầy đủ"),
            },
        )
    },
    Declared: {
        "block": KeyLabel(_("Khối"), names="blocks"),
        "under": KeyLabel(_("Dưới mục")),
        "level": KeyLabel(_("Cấp"), names="levels"),
        "count": KeyLabel(_("Số lượng")),
        "points": KeyLabel(_("Tổng điểm")),
    },
    View: {
        "code": CODE,
        "title": TITLE,
        "nodes": KeyLabel(
            _("Mã các mục"), _("Cách nhau bằng dấu phẩy; cả bộ là index.")
        ),
    },
    BandTable: {
        "nodes": KeyLabel(_("Mã các mục")),
        "measure": KeyLabel(
            _("Xếp theo"), choices={"value": _("giá trị"), "points": _("điểm")}
        ),
        "bands": KeyLabel(_("Các mức xếp"), add=_("Thêm mức xếp")),
    },
    Band: {
        "code": CODE,
        "title": TITLE,
        "bound": KeyLabel(
            _("So sánh"),
            choices=_in_the_readers_language(BOUND.choices),
        ),
        "start": KeyLabel(_("Giá trị")),
        "needs": KeyLabel(_("Điều kiện kèm theo"), add=_("Thêm điều kiện")),
    },
    Need: {
        "count": KeyLabel(_("Ít nhất")),
        "nodes": KeyLabel(_("trong các mục")),
        "band": KeyLabel(_("đạt mức")),
    },
    Node: {
        "code": KeyLabel(_("Mã số chính thức")),
        "level": KeyLabel(_("Cấp"), names="levels"),
        "title": TITLE,
        "points": KeyLabel(
            _("Điểm tối đa"),
            _(
                "Ghi một số cho mọi khối, hoặc ghi riêng từng khối; khối để trống thì không có tiêu chí này."
            ),
        ),
        "rule": KeyLabel(_("Cách tính")),
        "items": KeyLabel(_("Số liệu"), cards=True, add=_("Thêm số liệu")),
        "checks": KeyLabel(_("Điều kiện"), add=_("Thêm điều kiện")),
        "evidence": KeyLabel(_("Tài liệu kiểm chứng")),
        "guidance": KeyLabel(_("Hướng dẫn")),
        "verified_by": KeyLabel(_("Đơn vị phối hợp xác minh")),
        "collected_from": KeyLabel(
            _("Nguồn số liệu"), choices=_in_the_readers_language(COLLECTED_WORDS)
        ),
        "precedence": KeyLabel(
            _("Khi số của máy và số nhập khác nhau"),
            choices=_in_the_readers_language(PRECEDENCE_WORDS),
            blank=_("theo nguồn số liệu"),
        ),
        "tolerance": KeyLabel(_("Mức lệch cho phép")),
        "valid_for": KeyLabel(
            _("Số của máy có hiệu lực trong bao nhiêu ngày"),
            _("Tính từ ngày cuối của giai đoạn đo; quá hạn thì là chưa đo."),
        ),
        "not_measured": KeyLabel(
            _("Khi chưa đo được"),
            choices={
                "hold": _("giữ lại, chưa được công bố"),
                "zero": _("tính 0 điểm"),
                "leave_out": _("không tính vào điểm tối đa"),
            },
        ),
        "may_not_apply": KeyLabel(_("Đơn vị được đề nghị “không áp dụng”")),
        "advice": KeyLabel(_("Khuyến nghị"), add=_("Thêm khuyến nghị")),
        "unpublished": KeyLabel(
            _("Số mục"),
            entry_key=KeyLabel(_("Cấp"), names="levels"),
            entry_value=KeyLabel(_("Số lượng")),
            add=_("Thêm cấp"),
        ),
        "status": KeyLabel(
            _("Tính chất"), choices=dict(FrameworkStatus.choices), blank=_("như cả bộ")
        ),
        "source": SOURCE,
        "note": NOTE,
        **OF_NODE,
    },
    Item: {
        "code": CODE,
        "type": KeyLabel(
            _("Loại"),
            choices=_in_the_readers_language(ITEM_TYPE_WORDS),
            blank=_("theo cách tính"),
        ),
        "min": KeyLabel(_("Nhỏ nhất")),
        "max": KeyLabel(_("Lớn nhất")),
        "title": TITLE,
        "unit": KeyLabel(_("Đơn vị tính")),
        "guidance": KeyLabel(_("Hướng dẫn")),
        "options": KeyLabel(
            _("Phương án của số liệu không do cách tính liệt kê"),
            keys=("code", "title"),
            add=lazily_translated(OPTIONS.add),
        ),
    },
    Check: {
        "formula": KeyLabel(_("Công thức phải đúng"), is_formula=True),
        "message": KeyLabel(_("Lời nhắc")),
    },
    Evidence: {
        "text": KeyLabel(_("Tài liệu kiểm chứng cần có")),
        "required": KeyLabel(
            _("Tài liệu kiểm chứng"),
            choices={"true": _("bắt buộc"), "false": _("không bắt buộc")},
        ),
    },
    Advice: {
        "below": KeyLabel(_("Khi giá trị dưới")),
        "text": KeyLabel(_("Khuyến nghị")),
    },
    **COMPOSITE,
}
