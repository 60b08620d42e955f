"""The form of a node: a group has a title and its standing, a criterion all the rest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.drafting.bridge import ADD_OPTION, OPTION
from opendti_site.frameworks.drafting.composite_fields import OF_CRITERION, OF_GROUP
from opendti_site.frameworks.drafting.fields import Choices, Field, Section

ITEM_TYPES: Choices = (
    ("", _("theo cách tính")),
    ("count", _("số nguyên")),
    ("number", _("số")),
    ("share", _("tỷ lệ 0 đến 1")),
    ("yes_no", _("có hoặc không")),
    ("choice", _("chọn một")),
    ("text", _("chữ, không tính điểm")),
)
STANDINGS: Choices = (
    ("", _("như cả bộ")),
    ("official", _("Chính thức")),
    ("adapted", _("Chuyển thể")),
    ("illustrative", _("Minh họa")),
)
COLLECTED: Choices = (
    ("report", _("Đơn vị báo cáo")),
    ("feed", _("Hệ thống gửi tự động")),
    ("survey", _("Khảo sát")),
    ("panel", _("Chuyên gia chấm")),
    ("monitor", _("Đo tự động")),
)
NOT_MEASURED: Choices = (
    ("hold", _("giữ lại, chưa được công bố")),
    ("zero", _("tính 0 điểm")),
    ("leave_out", _("không tính vào điểm tối đa")),
)

NAMING = Section(
    _("Mã và tên"),
    (
        Field("code", _("Mã số chính thức")),
        Field("level", _("Cấp"), "choice", names="levels"),
        Field("title", _("Tên"), "words"),
    ),
)
POINTS = Section(
    _("Điểm tối đa"),
    (
        Field(
            "points",
            _("Điểm tối đa"),
            "points",
            help=_(
                "Ghi một số cho mọi khối, hoặc ghi riêng từng khối; khối để trống thì không có tiêu chí này."
            ),
        ),
    ),
)
RULE = Section(_("Cách tính điểm"), (Field("rule", _("Cách tính"), "rule"),))
ITEMS = Section(
    _("Số liệu"),
    (
        Field(
            "items",
            _("Số liệu"),
            "table",
            cards=True,
            add=_("Thêm số liệu"),
            columns=(
                Field("code", _("Mã")),
                Field("type", _("Loại"), "choice", ITEM_TYPES),
                Field("min", _("Nhỏ nhất"), "number"),
                Field("max", _("Lớn nhất"), "number"),
                Field("title", _("Tên"), "words"),
                Field("unit", _("Đơn vị tính"), "words"),
                Field("guidance", _("Hướng dẫn"), "words"),
                Field(
                    "options",
                    _("Phương án của số liệu không do cách tính liệt kê"),
                    "table",
                    columns=OPTION[:2],
                    add=ADD_OPTION,
                ),
            ),
        ),
    ),
    note=_(
        "Cách tính có một số liệu thì không cần ghi; tỷ lệ cần ghi tên tử số và mẫu số."
    ),
)
CHECKS = Section(
    _("Kiểm tra giữa các số liệu"),
    (
        Field(
            "checks",
            _("Điều kiện"),
            "table",
            add=_("Thêm điều kiện"),
            columns=(
                Field("formula", _("Công thức phải đúng"), "formula"),
                Field("message", _("Lời nhắc"), "words"),
            ),
        ),
    ),
    folds=True,
)
EVIDENCE = Section(
    _("Tài liệu kiểm chứng, hướng dẫn, kiểm chứng"),
    (
        Field(
            "evidence",
            _("Tài liệu kiểm chứng"),
            "group",
            columns=(
                Field("text", _("Tài liệu kiểm chứng cần có"), "words"),
                Field(
                    "required",
                    _("Tài liệu kiểm chứng"),
                    "choice",
                    (("true", _("bắt buộc")), ("false", _("không bắt buộc"))),
                    default="true",
                ),
            ),
        ),
        Field("guidance", _("Hướng dẫn"), "words"),
        Field("verified_by", _("Đơn vị phối hợp xác minh"), "words"),
    ),
    folds=True,
)
POLICIES = Section(
    _("Nguồn số liệu và trường hợp thiếu"),
    (
        Field(
            "collected_from", _("Nguồn số liệu"), "choice", COLLECTED, default="report"
        ),
        Field(
            "not_measured",
            _("Khi chưa đo được"),
            "choice",
            NOT_MEASURED,
            default="hold",
        ),
        Field("may_not_apply", _("Đơn vị được đề nghị “không áp dụng”"), "flag"),
    ),
    folds=True,
)
ADVICE = Section(
    _("Khuyến nghị theo mức đạt"),
    (
        Field(
            "advice",
            _("Khuyến nghị"),
            "table",
            add=_("Thêm khuyến nghị"),
            columns=(
                Field("below", _("Khi giá trị dưới"), "number"),
                Field("text", _("Khuyến nghị"), "words"),
            ),
        ),
    ),
    folds=True,
)
ORIGIN = Section(
    _("Tính chất và nguồn"),
    (
        Field("status", _("Tính chất"), "choice", STANDINGS),
        Field("source", _("Nguồn"), "choice", names="sources"),
        Field("note", _("Ghi chú"), "words"),
    ),
    folds=True,
)
COUNTED = Section(
    _("Số mục văn bản đếm mà không liệt kê"),
    (
        Field(
            "unpublished",
            _("Số mục"),
            "table",
            keyed=True,
            add=_("Thêm cấp"),
            columns=(
                Field("@key", _("Cấp"), "choice", names="levels"),
                Field("@value", _("Số lượng"), "points"),
            ),
        ),
    ),
    folds=True,
    note=_("Văn bản nói ở dưới mục này có bao nhiêu mục mà không công bố từng mục."),
)
GROUP = (NAMING, COUNTED, ORIGIN)
CRITERION = (
    NAMING,
    POINTS,
    RULE,
    ITEMS,
    CHECKS,
    EVIDENCE,
    POLICIES,
    ADVICE,
    COUNTED,
    ORIGIN,
)


def sections_of(node: dict[str, Any], document: dict[str, Any]) -> tuple[Section, ...]:
    """Return the sections of a node's form."""
    is_composite = document.get("composite") is not None
    if not node.get("nodes"):
        own = (OF_CRITERION,) if is_composite else ()
        return (NAMING, *own, *CRITERION[1:])
    has_texts = node.get("guidance") or node.get("evidence")
    sections = (NAMING, EVIDENCE, COUNTED, ORIGIN) if has_texts else GROUP
    return (*sections, OF_GROUP) if is_composite else sections
