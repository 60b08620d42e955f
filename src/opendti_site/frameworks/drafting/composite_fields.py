"""The steps of a composite index as fields: of the whole, of groups, of criteria."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.drafting.bridge import (
    AGGREGATIONS,
    IMPUTATIONS,
    NORMALISATIONS,
    TREATMENTS,
    WEIGHTINGS,
)
from opendti_site.frameworks.drafting.fields import Choices, Field, Section

NOT_DONE = ("", _("– không –"))
AS_GENERAL = ("", _("theo quy định chung"))
KEPT_RAW = "@none"
"""What stands for an empty list: a step that is left out here, though done elsewhere."""
STEPS: Choices = (
    ("denominate", _("chia cho mẫu số")),
    ("screen", _("sàng lọc đơn vị")),
    ("impute", _("điền số thiếu")),
    ("treat", _("xử lý ngoại lai")),
)
DIRECTION = Field(
    "direction",
    _("Chiều"),
    "choice",
    (
        ("", _("càng cao càng tốt")),
        ("1", _("càng cao càng tốt (ghi rõ)")),
        ("-1", _("càng thấp càng tốt")),
    ),
)
WEIGHT = Field("weight", _("Trọng số"), "number", help=_("Để trống là 1."))
AVAILABILITY = Field(
    "availability",
    _("Cần ít nhất bao nhiêu thành phần có giá trị"),
    "number",
    help=_("Ví dụ 50%; để trống là không đòi hỏi."),
)
SCALE = (
    Field("method", _("Cách chuẩn hóa"), "choice", NORMALISATIONS, default="min_max"),
    Field("range", _("Thang (từ, đến)"), "range", default="0 100"),
    Field("mean", _("Điểm z: trung bình"), "number", default="0"),
    Field("deviation", _("Điểm z: độ lệch chuẩn"), "number", default="1"),
    Field(
        "capped",
        _("Giá trị vượt mốc hoặc mục tiêu"),
        "choice",
        (
            ("", _("theo cách chuẩn hóa")),
            ("true", _("giữ trong thang")),
            ("false", _("được vượt thang")),
        ),
    ),
    Field("reference", _("Đơn vị làm mốc"), help=_("Mã đơn vị.")),
)
SCREEN = Field(
    "screen",
    _("Sàng lọc đơn vị"),
    "group",
    switch=_("Loại đơn vị thiếu số liệu"),
    columns=(
        Field(
            "availability",
            _("Tỷ lệ số liệu có được ít nhất"),
            "number",
            help=_("Ví dụ 50%."),
        ),
        Field("non_zero", _("Tỷ lệ số khác 0 ít nhất"), "number"),
        Field("keep", _("Luôn giữ các đơn vị"), "codes"),
        Field("drop", _("Luôn loại các đơn vị"), "codes"),
    ),
)
IMPUTE = Field(
    "impute",
    _("Điền số thiếu"),
    "group",
    switch=_("Điền số thiếu"),
    columns=(
        Field("method", _("Điền bằng"), "choice", (NOT_DONE, *IMPUTATIONS)),
        Field(
            "group",
            _("Số liệu cho biết nhóm"),
            help=_("Ví dụ region.a, loại chọn một; chỉ ghi khi điền theo nhóm."),
        ),
    ),
)
TREAT = Field(
    "treat",
    _("Xử lý giá trị ngoại lai"),
    "group",
    switch=_("Xử lý giá trị ngoại lai"),
    columns=(
        Field(
            "methods",
            _("Cách xử lý, thử lần lượt"),
            "sequence",
            (NOT_DONE, *TREATMENTS),
            default="winsorise log",
            min_rows=len(TREATMENTS),
        ),
        Field("points", _("Kéo về nhiều nhất (số)"), "number", default="5"),
        Field("skew", _("Khi độ lệch từ"), "number", default="2"),
        Field("kurtosis", _("và độ nhọn từ"), "number", default="3.5"),
        Field("exponent", _("Box–Cox: λ"), "number", default="0"),
    ),
)
LEVELS = Field(
    "levels",
    _("Khác đi ở từng cấp"),
    "table",
    keyed=True,
    add=_("Thêm cấp"),
    columns=(
        Field("@key", _("Cấp của nhóm"), "choice", names="levels index"),
        Field("method", _("Cách gộp"), "choice", (AS_GENERAL, *AGGREGATIONS)),
        AVAILABILITY,
    ),
)
GENERAL = (
    Section(
        _("Chỉ số tổng hợp"),
        (
            Field(
                "composite",
                _("Chỉ số tổng hợp"),
                "group",
                switch=_("Đây là chỉ số tổng hợp"),
                columns=(
                    Field(
                        "order",
                        _("Thứ tự các bước trước khi chuẩn hóa"),
                        "sequence",
                        STEPS,
                        default="denominate screen impute treat",
                        min_rows=len(STEPS),
                    ),
                    SCREEN,
                    IMPUTE,
                    TREAT,
                    Field(
                        "weights",
                        _("Trọng số khi gộp"),
                        "choice",
                        WEIGHTINGS,
                        default="given",
                    ),
                    Field("normalise", _("Chuẩn hóa"), "group", columns=SCALE),
                    Field(
                        "aggregate",
                        _("Gộp lên nhóm"),
                        "group",
                        columns=(
                            Field(
                                "method",
                                _("Cách gộp"),
                                "choice",
                                AGGREGATIONS,
                                default="arithmetic",
                            ),
                            AVAILABILITY,
                            LEVELS,
                        ),
                    ),
                ),
            ),
        ),
        note=_(
            "Chuẩn hóa từng số liệu, rồi lấy trung bình theo cây, thay cho cộng điểm. "
            "Bộ chỉ số cộng điểm thì để trống trang này."
        ),
    ),
)
OF_GROUP = Section(
    _("Chỉ số tổng hợp"),
    (
        WEIGHT,
        DIRECTION,
        Field(
            "aggregate",
            _("Cách gộp của nhóm này"),
            "choice",
            (AS_GENERAL, *AGGREGATIONS),
        ),
    ),
    folds=True,
)
OF_CRITERION = Section(
    _("Chỉ số tổng hợp"),
    (
        WEIGHT,
        DIRECTION,
        Field(
            "denominator",
            _("Chia cho số liệu"),
            help=_("Mã tiêu chí hoặc số liệu, ví dụ people hoặc 1.2.a."),
        ),
        Field("goalposts", _("Hai mốc (thấp, cao)"), "range"),
        Field("target", _("Mức mục tiêu"), "number"),
        Field(
            "treat",
            _("Xử lý ngoại lai riêng, thử lần lượt"),
            "sequence",
            (AS_GENERAL, *TREATMENTS, (KEPT_RAW, _("giữ nguyên số liệu"))),
            min_rows=len(TREATMENTS),
        ),
        Field(
            "normalise",
            _("Chuẩn hóa riêng"),
            "group",
            switch=_("Tiêu chí này chuẩn hóa riêng"),
            columns=SCALE,
        ),
    ),
    folds=True,
)
