"""The app of mail."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    """Letters to people."""

    name = "opendti_site.mail"
    verbose_name = _("Thư")

    def ready(self) -> None:
        """Register the periodic work."""
        from opendti_site.mail import chores  # noqa: PLC0415 -- rows are ready only now

        chores.register_all()
