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
from opendti_site.frameworks.drafting.fields import Key, Keys

KEPT_RAW = "@none"
"""What stands for an empty list: a step that is left out here, though done elsewhere."""
NOT_DONE = _("– không –")
AS_GENERAL = _("theo quy định chung")
AVAILABILITY = Key(
    _("Cần ít nhất bao nhiêu thành phần có giá trị"),
    _("Ví dụ 50%; để trống là không đòi hỏi."),
)
OF_NODE: Keys = {
    "weight": Key(_("Trọng số"), _("Để trống là 1.")),
    "direction": Key(
        _("Chiều"),
        choices={
            "1": _("càng cao càng tốt (ghi rõ)"),
            "-1": _("càng thấp càng tốt"),
        },
        blank=_("càng cao càng tốt"),
    ),
    "aggregate": Key(_("Cách gộp của nhóm này"), blank=AS_GENERAL),
    "denominator": Key(
        _("Chia cho số liệu"),
        _("Mã tiêu chí hoặc số liệu, ví dụ people hoặc 1.2.a."),
    ),
    "goalposts": Key(_("Hai mốc (thấp, cao)")),
    "target": Key(_("Mức mục tiêu")),
    "treat": Key(
        _("Xử lý ngoại lai riêng, thử lần lượt"),
        blank=AS_GENERAL,
        extra={KEPT_RAW: _("giữ nguyên số liệu")},
    ),
    "normalise": Key(_("Chuẩn hóa riêng"), switch=_("Tiêu chí này chuẩn hóa riêng")),
}
"""The keys that a node has in a composite index."""
COMPOSITE: dict[type[BaseModel], Keys] = {
    Composite: {
        "order": Key(
            _("Thứ tự các bước trước khi chuẩn hóa"),
            choices={
                "denominate": _("chia cho mẫu số"),
                "screen": _("sàng lọc đơn vị"),
                "impute": _("điền số thiếu"),
                "treat": _("xử lý ngoại lai"),
            },
        ),
        "screen": Key(_("Sàng lọc đơn vị"), switch=_("Loại đơn vị thiếu số liệu")),
        "impute": Key(_("Điền số thiếu"), switch=_("Điền số thiếu")),
        "treat": Key(_("Xử lý giá trị ngoại lai"), switch=_("Xử lý giá trị ngoại lai")),
        "weights": Key(_("Trọng số khi gộp")),
        "normalise": Key(_("Chuẩn hóa")),
        "aggregate": Key(_("Gộp lên nhóm")),
    },
    Screen: {
        "availability": Key(_("Tỷ lệ số liệu có được ít nhất"), _("Ví dụ 50%.")),
        "non_zero": Key(_("Tỷ lệ số khác 0 ít nhất")),
        "keep": Key(_("Luôn giữ các đơn vị")),
        "drop": Key(_("Luôn loại các đơn vị")),
    },
    Impute: {
        "method": Key(_("Điền bằng"), blank=NOT_DONE),
        "group": Key(
            _("Số liệu cho biết nhóm"),
            _("Ví dụ region.a, loại chọn một; chỉ ghi khi điền theo nhóm."),
        ),
    },
    Treat: {
        "methods": Key(_("Cách xử lý, thử lần lượt"), blank=NOT_DONE),
        "points": Key(_("Kéo về nhiều nhất (số)")),
        "skew": Key(_("Khi độ lệch từ")),
        "kurtosis": Key(_("và độ nhọn từ")),
        "exponent": Key(_("Box–Cox: λ")),
    },
    Normalise: {
        "method": Key(_("Cách chuẩn hóa")),
        "range": Key(_("Thang (từ, đến)")),
        "mean": Key(_("Điểm z: trung bình")),
        "deviation": Key(_("Điểm z: độ lệch chuẩn")),
        "capped": Key(
            _("Giá trị vượt mốc hoặc mục tiêu"),
            choices={"true": _("giữ trong thang"), "false": _("được vượt thang")},
            blank=_("theo cách chuẩn hóa"),
        ),
        "reference": Key(_("Đơn vị làm mốc"), _("Mã đơn vị.")),
    },
    Aggregate: {
        "method": Key(_("Cách gộp")),
        "availability": AVAILABILITY,
        "levels": Key(
            _("Khác đi ở từng cấp"),
            entry_key=Key(_("Cấp của nhóm"), names="levels index"),
            add=_("Thêm cấp"),
        ),
    },
    AggregateAt: {
        "method": Key(_("Cách gộp"), blank=AS_GENERAL),
        "availability": AVAILABILITY,
    },
}
