"""The app of the system's page."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import register_kinds
from opendti_site.audit.verbs import register
from opendti_site.ui.navigation import MenuEntry, add_entry


class SystemConfig(AppConfig):
    """The page of whoever runs the site."""

    name = "opendti_site.system"
    label = "system"
    verbose_name = _("Hệ thống")

    def ready(self) -> None:
        """Register the menu entry, verbs, the job and the figures of other capabilities."""
        from opendti_site.system import (  # noqa: PLC0415 -- needs the app registry
            asked_jobs,
            gauges,
            permissions,
        )

        add_entry(
            MenuEntry(
                label=_("Hệ thống"),
                page="system:page",
                icon="server",
                order=95,
                shown_to=permissions.can_run_system,
            )
        )
        asked_jobs.register_kinds()
        gauges.register_all()
        register_kinds({"operations.BackupRecord": _("bản sao lưu")})
        register("retry_job", _("Chạy lại việc nền"))
        register("cancel_job", _("Hủy việc nền"))
        register("dismiss_job", _("Bỏ qua việc nền bị lỗi"))
        register("request_backup", _("Yêu cầu sao lưu"))
        register("request_test_letter", _("Gửi thư thử"))
        register("request_verification", _("Yêu cầu kiểm niêm phong"))
