"""The results app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.accounts.field_words import register_field_words
from opendti_site.ui.navigation import MenuEntry, add_entry


class ResultsConfig(AppConfig):
    """Runs and their scores."""

    name = "opendti_site.results"
    label = "results"
    verbose_name = _("Kết quả tính điểm")

    def ready(self) -> None:
        """Give the audit log its words for what happens here, and the menu its entry."""
        from opendti_site.results import (  # noqa: PLC0415 -- needs the app registry
            chores,
            permissions,
            sealing,
            verbs,
        )

        verbs.register_all()
        register_field_words({"stage": _("Loại điểm")})
        chores.register_all()
        sealing.register_all()
        add_entry(
            MenuEntry(
                label=_("Kết quả"),
                page="results:all_runs",
                icon="chart-bar",
                order=45,
                shown_to=permissions.can_see_any_runs,
            )
        )
