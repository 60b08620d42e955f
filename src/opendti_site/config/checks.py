"""Checks of the environment that run before every command of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


def check_audit_key(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Warn where whoever reads the database's files also reads the key that seals the log."""
    if settings.DATA_DIR not in settings.AUDIT_KEY_FILE.parents:
        return []
    message = "OPENDTI_AUDIT_KEY_FILE lies in the data folder, beside what it seals"
    hint = "Keep the key file where the database's administrators cannot read it."
    return [checks.Warning(message, hint=hint, id="config.W001")]


def check_secret_key(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Name the variable that must be set outside of a demo."""
    try:
        found = settings.SECRET_KEY
    except ImproperlyConfigured:
        found = ""
    if found:
        return []
    message = "OPENDTI_SECRET_KEY is not set"
    hint = "Set it to at least 50 random characters, or OPENDTI_DEMO=1 for a demo."
    return [checks.Error(message, hint=hint, id="config.E001")]
