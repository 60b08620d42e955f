"""The app of observations."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.verbs import register, register_details


class ObservationsConfig(AppConfig):
    """Values that arrive."""

    name = "opendti_site.observations"
    verbose_name = _("Số đo")

    def ready(self) -> None:
        """Give the audit log its words, and seal deliveries."""
        from opendti_site.observations import sealing  # noqa: PLC0415 -- needs the app registry

        register("record_observations", _("Nhận số đo từ máy"))
        register_details(machine=_("tài khoản máy"))
        sealing.register_all()
