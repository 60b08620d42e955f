"""The app of people and roles."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register


class AccountsConfig(AppConfig):
    """People and roles."""

    name = "opendti_site.accounts"
    verbose_name = _("Người dùng")

    def ready(self) -> None:
        """Name the verbs of this app."""
        register("create_user", _("Tạo tài khoản"))
        register("edit_user", _("Sửa tài khoản"))
        register("close_user", _("Khóa tài khoản"))
        register("reopen_user", _("Mở lại tài khoản"))
        register("reset_password", _("Đặt lại mật khẩu"))
        register("grant_role", _("Giao vai trò"))
        register("revoke_role", _("Thu hồi vai trò"))
        register("sign_in", _("Đăng nhập"))
