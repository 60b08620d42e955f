"""The results app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ResultsConfig(AppConfig):
    """Runs and their scores."""

    name = "opendti_site.results"
    label = "results"
    verbose_name = _("Kết quả tính điểm")

    def ready(self) -> None:
        """Give the audit log its words for what happens here."""
        from opendti_site.results import verbs  # noqa: PLC0415 -- needs the app registry

        verbs.register_all()
