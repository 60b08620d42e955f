"""The configuration as an app: it brings the checks of the environment."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks


class ConfigConfig(AppConfig):
    """Settings, addresses and their checks."""

    name = "opendti_site.config"

    def ready(self) -> None:
        """Register the checks."""
        from opendti_site.config.checks import (  # noqa: PLC0415 -- checks need a ready registry
            check_audit_key,
            check_secret_key,
        )

        checks.register(check_secret_key, checks.Tags.security)
        checks.register(check_audit_key, checks.Tags.security, deploy=True)
