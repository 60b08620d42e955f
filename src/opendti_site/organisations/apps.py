"""The app of units."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register


class OrganisationsConfig(AppConfig):
    """Units."""

    name = "opendti_site.organisations"
    verbose_name = _("Đơn vị")

    def ready(self) -> None:
        """Name the verbs of this app."""
        register("create_unit", _("Thêm đơn vị"))
        register("edit_unit", _("Sửa đơn vị"))
        register("close_unit", _("Đóng đơn vị"))
        register("import_units", _("Nhập danh sách đơn vị"))
