"""The configuration as an app: it registers the checks of the environment."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings
from django.core import checks

from opendti_site.config.reporting import start_reporting


class ConfigConfig(AppConfig):
    """Settings, addresses and their checks."""

    name = "opendti_site.config"

    def ready(self) -> None:
        """Register the checks, and report faults where that is asked for."""
        from opendti_site.config.checks import (  # noqa: PLC0415 -- checks need a ready registry
            check_audit_key,
            check_secret_key,
        )

        if settings.SENTRY_DSN:
            start_reporting(settings.SENTRY_DSN)
        checks.register(check_secret_key, checks.Tags.security)
        checks.register(check_audit_key, checks.Tags.security, deploy=True)
