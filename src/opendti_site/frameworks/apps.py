"""The Django app of framework releases."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.frameworks import verbs


class FrameworksConfig(AppConfig):
    """Framework releases."""

    name = "opendti_site.frameworks"
    verbose_name = _("Bộ chỉ số")

    def ready(self) -> None:
        """Give the audit log its words for what happens here."""
        verbs.register_all()
