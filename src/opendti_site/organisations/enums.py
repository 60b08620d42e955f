"""Kinds of units, and the words for the blocks that most frameworks have."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class UnitKind(models.TextChoices):
    """What a unit is in its organisation."""

    MINISTRY = "ministry", _("Bộ, ngành")
    DEPARTMENT = "department", _("Vụ")
    AGENCY = "agency", _("Cục")
    OFFICE = "office", _("Văn phòng, thanh tra")
    INSTITUTE = "institute", _("Viện")
    SCHOOL = "school", _("Trường")
    CENTRE = "centre", _("Trung tâm, báo, tạp chí")
    PROVINCE = "province", _("Tỉnh, thành phố")
    COMMUNE = "commune", _("Xã, phường, đặc khu")
    BODY = "body", _("Sở, ban, ngành")
    ENTERPRISE = "enterprise", _("Doanh nghiệp")
    OTHER = "other", _("Khác")


class SuccessionKind(models.TextChoices):
    """By what act a unit came to take another's place."""

    MERGE = "merge", _("Hợp nhất")
    SPLIT = "split", _("Chia, tách")


class PastRule(models.TextChoices):
    """What the earlier results of a successor are, by the names of the engine's rules."""

    MEAN = "mean", _("Trung bình cộng của các đơn vị cũ")
    SUM = "sum", _("Tổng điểm của các đơn vị cũ trên tổng điểm tối đa")
    NOT_COMPARABLE = "not_comparable", _("Không so sánh với các năm trước")


# A block is the framework's own word; these two are in nearly all of them.
EVERY_BLOCK = "all"
"""The block of units in frameworks that have one block alone."""

BLOCK_WORDS = {
    "services": _("Có dịch vụ công"),
    "no_services": _("Không có dịch vụ công"),
}
