"""The publication app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    """Editions and the public portal."""

    name = "opendti_site.publication"
    label = "publication"
    verbose_name = _("Công bố")

    def ready(self) -> None:
        """Give the audit log its words for what happens here."""
        from opendti_site.publication import verbs  # noqa: PLC0415 -- needs the app registry

        verbs.register_all()
