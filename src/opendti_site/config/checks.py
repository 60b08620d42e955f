"""Checks of the environment that run before every command of the site."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


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
