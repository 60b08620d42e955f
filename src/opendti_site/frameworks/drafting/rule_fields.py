"""The rule builder: which fields each kind of rule has."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.drafting.fields import Choices, Field, Label

ON = Field(
    "on",
    _("Tính trên"),
    "formula",
    default="a",
    help=_("Mã số liệu hoặc công thức, ví dụ a hoặc a + b."),
)
ON_ITEM = Field("on", _("Số liệu"), "line", default="a")
ON_ITEMS = Field(
    "on", _("Các số liệu"), "codes", help=_("Mã số liệu, cách nhau bằng dấu phẩy.")
)
CODE = Field("code", _("Mã"))
TITLE = Field("title", _("Tên"), "words")
SHARE = Field(
    "share",
    _("Tỷ lệ điểm"),
    "number",
    help=_("Viết 1/2, 50% hoặc 0,5."),
)
POINTS = Field("points", _("hoặc điểm"), "number")
OPTIONS = Field(
    "options",
    _("Các phương án"),
    "table",
    columns=(CODE, TITLE, SHARE, POINTS),
    add=_("Thêm phương án"),
    min_rows=2,
)
BOUND: Choices = (
    ("closed", _("từ (≥)")),
    ("open", _("trên (>)")),
)
STEPS = Field(
    "steps",
    _("Các mức"),
    "table",
    columns=(
        Field("bound", _("So sánh"), "choice", BOUND, default="closed"),
        Field("from", _("Giá trị"), "number"),
        SHARE,
        POINTS,
    ),
    add=_("Thêm mức"),
    min_rows=1,
)
RULE = Field("rule", _("Cách tính của phần này"), "rule")
PARTS = (CODE, TITLE, SHARE, POINTS, RULE)
LOW = Field("low", _("Giá trị thấp nhất"), "number")
HIGH = Field("high", _("Giá trị cao nhất"), "number")

KINDS: dict[str, tuple[Label, tuple[Field, ...]]] = {
    "yes_no": (_("Có hoặc không"), (ON,)),
    "share": (_("Tỷ lệ cho sẵn (0 đến 1)"), (ON,)),
    "ratio": (
        _("Tỷ lệ hai số liệu"),
        (
            Field("numerator", _("Tử số"), "formula", default="a"),
            Field("denominator", _("Mẫu số"), "formula", default="b"),
            Field(
                "target",
                _("Mức đạt điểm tối đa"),
                "quantity",
                help=_("Ví dụ 80%, 0,8 hoặc tên tham số; để trống là 100%."),
            ),
            Field(
                "below",
                _("Dưới mức đó"),
                "choice",
                (
                    ("scaled", _("tính theo tỷ lệ ÷ mức")),
                    ("jump", _("tính theo chính tỷ lệ")),
                ),
                default="scaled",
            ),
            Field(
                "floor", _("Dưới mức này thì 0 điểm"), "quantity", help=_("Ví dụ 50%.")
            ),
            Field(
                "zero",
                _("Khi mẫu số bằng 0"),
                "choice",
                (
                    ("zero", _("0 điểm")),
                    ("full", _("điểm tối đa")),
                    ("not_applicable", _("không áp dụng")),
                ),
                default="zero",
            ),
            Field(
                "all_or_nothing", _("Đạt mức thì điểm tối đa, chưa đạt thì 0"), "flag"
            ),
            Field("may_exceed", _("Tử số được lớn hơn mẫu số"), "flag"),
        ),
    ),
    "steps": (_("Bảng mức"), (ON, STEPS)),
    "count": (
        _("Đếm, mỗi cái một số điểm"),
        (
            ON,
            Field("each", _("Điểm cho mỗi cái"), "number"),
            Field(
                "cap",
                _("Nhiều nhất (điểm)"),
                "number",
                help=_("Để trống là điểm tối đa."),
            ),
        ),
    ),
    "choice": (_("Chọn một phương án"), (ON_ITEM, OPTIONS)),
    "parts": (
        _("Cộng nhiều phần"),
        (
            Field(
                "parts",
                _("Các phần"),
                "table",
                columns=PARTS,
                cards=True,
                add=_("Thêm phần"),
                min_rows=1,
            ),
        ),
    ),
    "best_of": (
        _("Phương án tốt nhất"),
        (
            Field(
                "alternatives",
                _("Các phương án tính"),
                "table",
                columns=PARTS,
                cards=True,
                add=_("Thêm cách tính"),
                min_rows=2,
            ),
        ),
    ),
    "checklist": (_("Đạt bao nhiêu nội dung"), (ON_ITEMS,)),
    "periods": (_("Cộng theo kỳ (quý, tháng)"), (ON_ITEMS, OPTIONS)),
    "relative": (_("So với đơn vị tốt nhất khối"), (ON,)),
    "minmax": (
        _("Khoảng thấp nhất đến cao nhất"),
        (
            ON,
            LOW,
            HIGH,
            Field(
                "direction",
                _("Chiều"),
                "choice",
                (("up", _("càng cao càng tốt")), ("down", _("càng thấp càng tốt"))),
                default="up",
            ),
        ),
    ),
    "levels": (
        _("Mức độ trưởng thành"),
        (
            ON_ITEM,
            Field(
                "levels",
                _("Các mức độ"),
                "table",
                columns=(Field("level", _("Mức"), "number"), TITLE),
                add=_("Thêm mức độ"),
                min_rows=2,
            ),
        ),
    ),
    "survey": (
        _("Kết quả khảo sát"),
        (
            ON,
            Field("low", _("Thang từ"), "number", default="0"),
            Field("high", _("Thang đến"), "number", default="1"),
            Field("least", _("Số người trả lời tối thiểu"), "number"),
            Field("respondents", _("Số liệu đếm người trả lời"), "line", default="n"),
        ),
    ),
    "panel": (
        _("Điểm chuyên gia"),
        (
            ON,
            Field("low", _("Thang từ"), "number", default="0"),
            Field("high", _("Thang đến"), "number", default="1"),
            Field("least", _("Số chuyên gia tối thiểu"), "number"),
            Field("respondents", _("Số liệu đếm chuyên gia"), "line", default="n"),
        ),
    ),
    "gate": (_("Điều kiện bắt buộc, không có điểm"), (ON,)),
    "bonus": (_("Điểm thưởng ngoài thang"), (RULE,)),
    "penalty": (_("Điểm trừ ngoài thang"), (RULE,)),
    "shown": (_("Chỉ để theo dõi, không tính điểm"), ()),
    "formula": (
        _("Công thức tự viết"),
        (
            Field(
                "formula",
                _("Công thức"),
                "formula",
                help=_(
                    "Viết như trong bảng tính, ví dụ IF(b = 0, 0, MIN(1, a / b)). Có các hàm IF, AND, OR, NOT, "
                    "MIN, MAX, SUM, ROUND, ABS, LN, LOG, EXP, BEST; lũy thừa viết như (a * b) ^ (1/2)."
                ),
            ),
            Field(
                "gives",
                _("Công thức cho ra"),
                "choice",
                (("share", _("phần của điểm tối đa")), ("points", _("số điểm"))),
                default="share",
            ),
        ),
    ),
}
"""Every kind with its name and its fields, the commonest first."""

INNER_KINDS = tuple(
    kind
    for kind in KINDS
    if kind not in {"parts", "best_of", "shown", "gate", "bonus", "penalty"}
)
"""The kinds that may stand inside another rule."""


def fields_of_kind(kind: str) -> tuple[Field, ...]:
    """Return the fields of a kind; an unknown one has none."""
    return KINDS[kind][1] if kind in KINDS else ()


def kinds_to_choose(*, inside: bool) -> Choices:
    """Return the kinds that a rule may have, at the top or `inside` another rule."""
    kinds = INNER_KINDS if inside else tuple(KINDS)
    return tuple((kind, KINDS[kind][0]) for kind in kinds)
