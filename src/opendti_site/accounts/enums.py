"""The roles."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What a person may do over a unit and everything below it."""

    COORDINATOR = "coordinator", _("Điều phối")
    REPORTER = "reporter", _("Cán bộ nhập liệu")
    SIGNATORY = "signatory", _("Người ký duyệt")
    APPRAISER = "appraiser", pgettext_lazy("vai trò", "Thẩm định")
    COUNCIL = "council", _("Hội đồng")
    VIEWER = "viewer", _("Người xem")


class ServiceVerb(models.TextChoices):
    """What a service account may do over the API."""

    READ = "read", _("Đọc dữ liệu")
    PUSH = "push", _("Gửi số liệu")


class RoleChange(models.TextChoices):
    """What a proposal about a role would do."""

    GIVE = "give", _("Giao vai trò")
    TAKE = "take", _("Thu hồi vai trò")


class RoleProposalState(models.TextChoices):
    """What became of a proposal about a role; one whose time passed stays open and counts no more."""

    OPEN = "open", _("Chờ người thứ hai")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    DECLINED = "declined", _("Không đồng ý")
    WITHDRAWN = "withdrawn", _("Người đề nghị đã rút")


ROLE_DUTIES = {
    Role.COORDINATOR: _(
        "Mở và kết thúc kỳ đánh giá, trả hồ sơ, tính điểm, công bố; quản lý đơn vị và người dùng."
    ),
    Role.REPORTER: _("Nhập số liệu, gắn tài liệu kiểm chứng, chuyển hồ sơ để ký."),
    Role.SIGNATORY: _(
        "Nhập số liệu, gắn tài liệu; ký nộp hồ sơ, trả lại để sửa, rút hồ sơ đã nộp."
    ),
    Role.APPRAISER: _("Thẩm định từng tiêu chí."),
    Role.COUNCIL: _("Quyết định điểm cuối cùng."),
    Role.VIEWER: _("Xem hồ sơ, điểm và kết quả; không sửa gì."),
}
"""What each role may do over a unit, in a sentence."""
