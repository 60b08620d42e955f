"""The app of values that other programs send."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.registry import register_exempt


class FeedsConfig(AppConfig):
    """Values that other programs send."""

    name = "opendti_site.feeds"
    verbose_name = _("Số liệu từ phần mềm khác")

    def ready(self) -> None:
        """Say why answers are not sealed."""
        register_exempt(
            "feeds.Push",
            "repeats an answer; what was recorded is sealed with its delivery",
        )
