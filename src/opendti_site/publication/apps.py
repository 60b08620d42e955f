"""The publication app's name for Django."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PublicationConfig(AppConfig):
    """Editions and the public portal."""

    name = "opendti_site.publication"
    label = "publication"
    verbose_name = _("Công bố")

    def ready(self) -> None:
        """Give the audit log its words, and the public menu its entries."""
        from opendti_site.publication import (  # noqa: PLC0415 -- needs the app registry
            chores,
            menu,
            older,
            sealing,
            verbs,
        )

        verbs.register_all()
        sealing.register_all()
        menu.add_entries()
        chores.register_all()
        post_migrate.connect(older.seal_older_editions, sender=self)
