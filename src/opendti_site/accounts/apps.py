"""The app of people and roles."""

from __future__ import annotations

from django.apps import AppConfig
from django.core.checks import Tags
from django.core.checks import register as register_check
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.enums import Role, RoleChange, ServiceVerb
from opendti_site.accounts.field_words import register_field_words
from opendti_site.audit.verbs import register, register_details, register_values
from opendti_site.ui.navigation import MenuEntry, add_entry

VERBS = {
    "create_user": _("Tạo tài khoản"),
    "create_superuser": _("Tạo tài khoản quản trị tối cao"),
    "edit_user": _("Sửa tài khoản"),
    "close_user": _("Khóa tài khoản"),
    "reopen_user": _("Mở lại tài khoản"),
    "reset_password": _("Đặt lại mật khẩu"),
    "change_password": _("Đổi mật khẩu của mình"),
    "renew_password_hash": _("Mã hóa lại mật khẩu theo chuẩn mới"),
    "invite_user": _("Gửi liên kết đặt mật khẩu"),
    "hand_out_link": _("Cấp liên kết đặt mật khẩu trao tay"),
    "ask_for_link": _("Quên mật khẩu"),
    "set_password_by_link": _("Đặt mật khẩu bằng liên kết"),
    "import_people": _("Nhập danh sách người dùng"),
    "grant_role": _("Giao vai trò"),
    "revoke_role": _("Thu hồi vai trò"),
    "declare_conflict": _("Khai xung đột lợi ích"),
    "carry_conflicts": _("Chuyển xung đột lợi ích sang đơn vị kế tiếp"),
    "end_conflict": _("Kết thúc xung đột lợi ích"),
    "propose_role": _("Đề nghị giao hoặc thu hồi vai trò"),
    "confirm_role_proposal": _("Xác nhận đề nghị về vai trò"),
    "withdraw_role_proposal": _("Rút hoặc không đồng ý đề nghị về vai trò"),
    "create_service_account": _("Lập tài khoản dịch vụ"),
    "rotate_service_token": _("Cấp mã mới cho tài khoản dịch vụ"),
    "revoke_service_token": _("Thu hồi mã của tài khoản dịch vụ"),
    "close_service_account": _("Đóng tài khoản dịch vụ"),
    "rename_user": _("Đổi tên đăng nhập"),
    "sign_in": _("Đăng nhập"),
    "sign_in_failed": _("Đăng nhập sai"),
    "sign_in_locked": _("Tạm chặn đăng nhập"),
    "sign_out": _("Đăng xuất"),
    "enable_second_factor": _("Bật xác thực hai bước"),
    "disable_second_factor": _("Tắt xác thực hai bước"),
    "renew_recovery_codes": _("Tạo lại mã dự phòng"),
    "use_recovery_code": _("Dùng mã dự phòng"),
    "view_recovery_codes": _("Xem mã dự phòng lần đầu"),
    "rename_passkey": _("Đổi tên khóa truy cập"),
    "second_factor_failed": _("Sai mã xác thực"),
    "link_identity": _("Gắn danh tính đăng nhập chung"),
    "unlink_identity": _("Gỡ danh tính đăng nhập chung"),
    "identity_refused": _("Từ chối gắn danh tính đăng nhập chung"),
    "remove_credentials": _("Gỡ mật khẩu và xác thực hai bước"),
    "remove_second_factor": _("Gỡ xác thực hai bước của người khác"),
    "identity_unknown": _("Đăng nhập chung mà chưa có tài khoản"),
}
"""The verbs of this app in audit lines."""


class AccountsConfig(AppConfig):
    """People and roles."""

    name = "opendti_site.accounts"
    verbose_name = _("Người dùng")

    def ready(self) -> None:
        """Register verbs, seals, signals and the menu entry."""
        _register_verbs()
        from opendti_site.accounts import (  # noqa: PLC0415 -- rows are ready only now
            checks,
            mail_kinds,
            sealing,
            second_factors,
            signing_in,
        )
        from opendti_site.accounts.permissions import can_manage_people  # noqa: PLC0415 -- rows are ready only now

        register_check(checks.check_role_rules, Tags.models)
        register_field_words({
            "person": _("Người dùng"),
            "end_reason": _("Vì sao không còn xung đột"),
        })
        mail_kinds.register_all()
        sealing.register_all()
        signing_in.connect_all()
        second_factors.connect_all()

        add_entry(
            MenuEntry(
                label=_("Người dùng"),
                page="accounts:people",
                icon="users",
                order=85,
                shown_to=can_manage_people,
            )
        )


def _register_verbs() -> None:
    """Name the verbs of this app in audit lines, and their details."""
    for verb, words in VERBS.items():
        register(verb, words)
    register_details(
        ip=_("địa chỉ mạng"),
        change=_("thay đổi"),
        factor=_("cách xác thực"),
        link=_("liên kết"),
        created=_("tài khoản mới"),
        changed=_("tài khoản được sửa"),
        roles=_("vai trò mới"),
        invited=_("thư mời"),
        provider=_("máy chủ đăng nhập chung"),
        sent=_("đã gửi liên kết"),
        service_verbs=_("được làm"),
        service_items=_("số liệu được phép"),
        service_addresses=_("từ địa chỉ mạng"),
        token=_("mã truy cập"),
        tokens=_("các mã"),
        expires_at=_("hết hạn"),
        overlap_until=_("mã trước còn hiệu lực tới"),
        identities=_("tên và địa chỉ thư, theo số tài khoản"),
    )
    _register_values()


def _register_values() -> None:
    """Name the values of details in words."""
    register_values(
        "link",
        [
            ("invitation", _("thư mời")),
            ("forgotten", _("quên mật khẩu")),
            ("first", _("máy chủ tạo")),
            ("handed_out", _("trao tận tay")),
        ],
    )
    register_values(
        "factor",
        [
            ("totp", _("ứng dụng xác thực")),
            ("webauthn", _("khóa truy cập")),
            ("recovery_codes", _("mã dự phòng")),
        ],
    )
    register_values("service_verbs", ServiceVerb.choices)
    register_values("role", Role.choices)
    register_values("change", RoleChange.choices)
