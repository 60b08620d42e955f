"""The app of page shells and parts."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class UiConfig(AppConfig):
    """Page shells and parts."""

    name = "opendti_site.ui"

    def ready(self) -> None:
        """Give SQLite the order of names that PostgreSQL has."""
        from opendti_site.ui.collation import teach_sqlite  # noqa: PLC0415 -- needs the settings

        connection_created.connect(teach_sqlite)
