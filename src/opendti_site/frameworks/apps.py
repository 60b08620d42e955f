"""The Django app of framework releases."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy

from opendti_site.frameworks import field_words, verbs
from opendti_site.ui.navigation import MenuEntry, add_entry


class FrameworksConfig(AppConfig):
    """Framework releases."""

    name = "opendti_site.frameworks"
    verbose_name = pgettext_lazy("nhiều", "Bộ chỉ số")

    def ready(self) -> None:
        """Give the audit log its words and the menu its entry."""
        from opendti_site.frameworks import sealing  # noqa: PLC0415 -- needs the app registry
        from opendti_site.frameworks.permissions import (  # noqa: PLC0415 -- needs the app registry
            can_read_frameworks,
        )

        verbs.register_all()
        field_words.register_all()
        sealing.register_all()
        add_entry(
            MenuEntry(
                label=pgettext_lazy("nhiều", "Bộ chỉ số"),
                page="frameworks:shelf",
                icon="books",
                order=70,
                shown_to=can_read_frameworks,
            )
        )
