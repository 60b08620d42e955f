"""What the forms of the editor call the keys of a composite index."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel

from opendti.framework.composite import (
    Aggregate,
    AggregateAt,
    Composite,
    Impute,
    Normalise,
    Screen,
    Treat,
)
from opendti_site.frameworks.drafting.fields import KeyLabel, KeyLabels

KEPT_RAW = "@none"
"""What stands for an empty list: a step that is left out here, though done elsewhere."""
NOT_DONE = _("– không –")
AS_GENERAL = _("theo quy định chung")
AVAILABILITY = KeyLabel(
    _("Cần ít nhất bao nhiêu thành phần có giá trị"),
    _("Ví dụ 50%; để trống là không đòi hỏi."),
)
OF_NODE: KeyLabels = {
    "weight": KeyLabel(_("Trọng số"), _("Để trống là 1.")),
    "direction": KeyLabel(
        _("Chiều"),
        choices={
            "1": _("càng cao càng tốt (ghi rõ)"),
            "-1": _("càng thấp càng tốt"),
        },
        blank=_("càng cao càng tốt"),
    ),
    "aggregate": KeyLabel(_("Cách gộp của nhóm này"), blank=AS_GENERAL),
    "denominator": KeyLabel(
        _("Chia cho số liệu"),
        _("Mã tiêu chí hoặc số liệu, ví dụ people hoặc 1.2.a."),
    ),
    "goalposts": KeyLabel(_("Hai mốc (thấp, cao)")),
    "target": KeyLabel(_("Mức mục tiêu")),
    "treat": KeyLabel(
        _("Xử lý ngoại lai riêng, thử lần lượt"),
        blank=AS_GENERAL,
        extra={KEPT_RAW: _("giữ nguyên số liệu")},
    ),
    "normalise": KeyLabel(
        _("Chuẩn hóa riêng"), switch=_("Tiêu chí này chuẩn hóa riêng")
    ),
}
"""The keys that a node has in a composite index."""
COMPOSITE: dict[type[BaseModel], KeyLabels] = {
    Composite: {
        "order": KeyLabel(
            _("Thứ tự các bước trước khi chuẩn hóa"),
            choices={
                "denominate": _("chia cho mẫu số"),
                "screen": _("sàng lọc đơn vị"),
                "impute": _("điền số thiếu"),
                "treat": _("xử lý ngoại lai"),
            },
        ),
        "screen": KeyLabel(_("Sàng lọc đơn vị"), switch=_("Loại đơn vị thiếu số liệu")),
        "impute": KeyLabel(_("Điền số thiếu"), switch=_("Điền số thiếu")),
        "treat": KeyLabel(
            _("Xử lý giá trị ngoại lai"), switch=_("Xử lý giá trị ngoại lai")
        ),
        "weights": KeyLabel(_("Trọng số khi gộp")),
        "normalise": KeyLabel(_("Chuẩn hóa")),
        "aggregate": KeyLabel(_("Gộp lên nhóm")),
    },
    Screen: {
        "availability": KeyLabel(_("Tỷ lệ số liệu có được ít nhất"), _("Ví dụ 50%.")),
        "non_zero": KeyLabel(_("Tỷ lệ số khác 0 ít nhất")),
        "keep": KeyLabel(_("Luôn giữ các đơn vị")),
        "drop": KeyLabel(_("Luôn loại các đơn vị")),
    },
    Impute: {
        "method": KeyLabel(_("Điền bằng"), blank=NOT_DONE),
        "group": KeyLabel(
            _("Số liệu cho biết nhóm"),
            _("Ví dụ region.a, loại chọn một; chỉ ghi khi điền theo nhóm."),
        ),
    },
    Treat: {
        "methods": KeyLabel(_("Cách xử lý, thử lần lượt"), blank=NOT_DONE),
        "points": KeyLabel(_("Kéo về nhiều nhất (số)")),
        "skew": KeyLabel(_("Khi độ lệch từ")),
        "kurtosis": KeyLabel(_("và độ nhọn từ")),
        "exponent": KeyLabel(_("Box–Cox: λ")),
    },
    Normalise: {
        "method": KeyLabel(_("Cách chuẩn hóa")),
        "range": KeyLabel(_("Thang (từ, đến)")),
        "mean": KeyLabel(_("Điểm z: trung bình")),
        "deviation": KeyLabel(_("Điểm z: độ lệch chuẩn")),
        "capped": KeyLabel(
            _("Giá trị vượt mốc hoặc mục tiêu"),
            choices={"true": _("giữ trong thang"), "false": _("được vượt thang")},
            blank=_("theo cách chuẩn hóa"),
        ),
        "reference": KeyLabel(_("Đơn vị làm mốc"), _("Mã đơn vị.")),
    },
    Aggregate: {
        "method": KeyLabel(_("Cách gộp")),
        "availability": AVAILABILITY,
        "levels": KeyLabel(
            _("Khác đi ở từng cấp"),
            entry_key=KeyLabel(_("Cấp của nhóm"), names="levels index"),
            add=_("Thêm cấp"),
        ),
    },
    AggregateAt: {
        "method": KeyLabel(_("Cách gộp"), blank=AS_GENERAL),
        "availability": AVAILABILITY,
    },
}
