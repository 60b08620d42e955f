"""The home app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.findings import register_kinds
from opendti_site.audit.verbs import register
from opendti_site.ui.later import later


class HomeConfig(AppConfig):
    """Landing, dashboard, demo."""

    name = "opendti_site.home"
    label = "home"
    verbose_name = _("Trang đầu")

    def ready(self) -> None:
        """Put the landing into the staff's menu."""
        from opendti_site.home import menu  # noqa: PLC0415 -- needs the app registry
        from opendti_site.reminders.sources import (  # noqa: PLC0415 -- needs the app registry
            register as register_source,
        )

        register_source(later("opendti_site.home.queries.agenda.pending_tasks_of"))
        menu.add_entries()
        register_kinds({"home.FirstSteps": _("trang Bắt đầu")})
        register("dismiss_first_steps", _("Ẩn phần Bắt đầu"))
        register("seed_signatures", _("Ghi ngày ký của kỳ mẫu"))
