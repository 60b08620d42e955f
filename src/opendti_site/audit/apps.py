"""The app of the audit chain."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import register_kinds
from opendti_site.audit.registry import register_check, register_exempt
from opendti_site.audit.verbs import register, register_details, register_numbers
from opendti_site.operations.backup.logs import register_logs
from opendti_site.ui.navigation import MenuEntry, add_entry


class AuditConfig(AppConfig):
    """Audit lines."""

    name = "opendti_site.audit"
    verbose_name = _("Nhật ký")

    def ready(self) -> None:
        """Register the menu entry, periodic work, checks, signals and verbs."""
        add_entry(
            MenuEntry(
                label=_("Nhật ký"),
                page="audit:chain",
                icon="history",
                order=90,
                shown_to=lambda user: user.has_perm("audit.view_auditline"),
            )
        )
        from opendti_site.audit import anchors, chores, triggers  # noqa: PLC0415 -- needs the app registry
        from opendti_site.audit.existing import seal_at_upgrade  # noqa: PLC0415 -- needs the app registry
        from opendti_site.audit.migrating import seal_migrated  # noqa: PLC0415 -- needs the app registry

        chores.register_all()
        register_check("triggers", triggers.check_triggers)
        register_logs(anchors.anchor_files)
        post_migrate.connect(seal_at_upgrade, sender=self)
        post_migrate.connect(seal_migrated, sender=self)
        _exempt_tables()
        _register_verbs()


def _register_verbs() -> None:
    """Name the verbs of this app in audit lines, and the details that lines of several apps share."""
    register_kinds({"audit.Verification": _("kiểm niêm phong")})
    register("rotate_audit_key", _("Đổi khóa niêm phong nhật ký"))
    register("accept_lost_lines", _("Xác nhận các dòng nhật ký đã mất"))
    register("seal_existing", _("Niêm phong dữ liệu có sẵn"))
    register("migrate_rows", _("Niêm phong lại dữ liệu do nâng cấp sửa"))
    register("accept_changed_rows", _("Chấp nhận dữ liệu đã bị sửa ngoài hệ thống"))
    register_numbers("points", "max_points")
    register_details(
        before=_("trước đó"),
        after=_("nay là"),
        changes=_("nội dung thay đổi"),
        code=_("mã"),
        email=_("thư điện tử"),
        full_name=_("họ và tên"),
        name=_("tên"),
        next=_("khóa mới"),
        tables=_("các bảng"),
        reason=_("lý do"),
        accepted=_("dữ liệu được chấp nhận"),
        faults=_("điều đã phát hiện"),
        as_found=_("dấu của dòng lúc được chấp nhận"),
        role=_("vai trò"),
        unit=_("đơn vị"),
        username=_("tên đăng nhập"),
    )


def _exempt_tables() -> None:
    """Name the tables whose rows carry no seal, each with the reason."""
    register_exempt("operations.Worker", "says which workers run now, nothing else")
    register_exempt("operations.ChoreRecord", "says when periodic work was done")
    register_exempt(
        "mail.QueuedMail", "letters under way; the acts they speak of are sealed"
    )
    register_exempt("operations.BackupRecord", "a memory of backups; the files count")
    register_exempt("operations.StorageRecord", "says how much room data took")
    register_exempt("audit.AuditLine", "sealed by its own digest and by the next line")
    register_exempt("audit.ChainHead", "compared with the last line")
    register_exempt(
        "audit.Verification", "a memory of results; the command verifies afresh"
    )
