"""The form of a node: a group has a title and its standing, a criterion all the rest."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks.drafting.bridge import OF_NODE
from opendti_site.frameworks.drafting.fields import FormSection, section

NAMING = section(OF_NODE, _("Mã và tên"), "code level title")
EVIDENCE = section(
    OF_NODE,
    _("Tài liệu kiểm chứng, hướng dẫn, kiểm chứng"),
    "evidence guidance verified_by",
    folds=True,
)
COUNTED = section(
    OF_NODE,
    _("Số mục văn bản đếm mà không liệt kê"),
    "unpublished",
    folds=True,
    note=_("Văn bản nói ở dưới mục này có bao nhiêu mục mà không công bố từng mục."),
)
ORIGIN = section(OF_NODE, _("Tính chất và nguồn"), "status source note", folds=True)
GROUP = (NAMING, COUNTED, ORIGIN)
CRITERION = (
    NAMING,
    section(OF_NODE, _("Điểm tối đa"), "points"),
    section(OF_NODE, _("Cách tính điểm"), "rule"),
    section(
        OF_NODE,
        _("Số liệu"),
        "items",
        note=_(
            "Cách tính có một số liệu thì không cần ghi; tỷ lệ cần ghi tên tử số và mẫu số."
        ),
    ),
    section(OF_NODE, _("Kiểm tra giữa các số liệu"), "checks", folds=True),
    EVIDENCE,
    section(
        OF_NODE,
        _("Nguồn số liệu và trường hợp thiếu"),
        "collected_from precedence tolerance valid_for not_measured may_not_apply",
        folds=True,
    ),
    section(OF_NODE, _("Khuyến nghị theo mức đạt"), "advice", folds=True),
    COUNTED,
    ORIGIN,
)
OF_GROUP = section(
    OF_NODE, _("Chỉ số tổng hợp"), "weight direction aggregate", folds=True
)
OF_CRITERION = section(
    OF_NODE,
    _("Chỉ số tổng hợp"),
    "weight direction denominator goalposts target treat normalise",
    folds=True,
)


def sections_of(
    node: dict[str, Any], document: dict[str, Any]
) -> tuple[FormSection, ...]:
    """Return the sections of a node's form."""
    is_composite = document.get("composite") is not None
    if not node.get("nodes"):
        own = (OF_CRITERION,) if is_composite else ()
        return (NAMING, *own, *CRITERION[1:])
    has_texts = node.get("guidance") or node.get("evidence")
    sections = (NAMING, EVIDENCE, COUNTED, ORIGIN) if has_texts else GROUP
    return (*sections, OF_GROUP) if is_composite else sections
