"""The app of personal data."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register, register_details


class PrivacyConfig(AppConfig):
    """What is kept of people."""

    name = "opendti_site.privacy"
    label = "privacy"
    verbose_name = _("Dữ liệu cá nhân")

    def ready(self) -> None:
        """Register the verbs and the periodic work."""
        from opendti_site.privacy import chores  # noqa: PLC0415 -- rows are ready only now

        chores.register_all()
        register("export_person", _("Tải dữ liệu của một người"))
        register("erase_person", _("Xóa dữ liệu cá nhân"))
        register_details(
            factors=_("cách xác thực đã gỡ"),
            linked=_("danh tính đã gỡ"),
            sessions=_("phiên đã kết thúc"),
            letters=_("thư đã xóa"),
            ended=_("vai trò đã thu hồi"),
        )
