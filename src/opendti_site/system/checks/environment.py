"""Settings that cannot work, or are not for where others reach the site."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core import checks

from opendti_site.accounts.models import User
from opendti_site.system.problems import Level, Problem

LOCAL = {"localhost", "127.0.0.1", "[::1]"}
COVERED_BY_OWN_CHECKS = {
    f"security.W0{number}" for number in ("04", "08", "12", "16", "18")
}
"""Checks of Django for which `https_off` and `debug_on` stand, with words in both languages."""
OWN_WORDS = {
    "config.E001": "secret_missing",
    "config.W001": "audit_key_beside_data",
    "operations.E001": "restore_interrupted",
    "operations.E002": "backup_entangled",
    "security.W009": "secret_weak",
}
"""Checks whose words are in both languages; other ones of the framework are in English."""


def settings_of_the_site() -> Iterator[Problem]:
    """Yield settings that endanger the site or keep it from being reached."""
    if settings.DEBUG:
        yield Problem("debug_on", "bad")
    if settings.DEMO:
        # The accounts of the demo's other units have never signed in.
        real = User.objects.filter(demo=False, last_login__isnull=False)
        people = real.filter(is_superuser=False).count()
        if people:
            yield Problem("demo_with_people", "bad", {"count": people})
        return
    if not settings.HTTPS:
        yield Problem("https_off", "warn")
    elif not settings.TRUSTED_PROXY:
        yield Problem("https_without_proxy", "warn")
    if set(settings.ALLOWED_HOSTS) <= LOCAL:
        yield Problem("hosts_default", "warn")


def frameworks_own_checks() -> Iterator[Problem]:
    """Yield what Django and the site's own checks say of a deployment."""
    found = checks.run_checks(include_deployment_checks=not settings.DEMO)
    lacks_secret = any(message.id == "config.E001" for message in found)
    for message in found:
        is_covered = message.id in COVERED_BY_OWN_CHECKS
        is_covered |= lacks_secret and message.id == "security.W009"
        if message.is_silenced() or is_covered:
            continue
        level: Level = "bad" if message.level >= checks.ERROR else "warn"
        if message.id in OWN_WORDS:
            about: dict[str, Any] = {
                "path": settings.AUDIT_KEY_FILE,
                "backups": settings.BACKUP_TO,
                "data": settings.DATA_DIR,
            }
            yield Problem(OWN_WORDS[message.id], level, about)
        else:
            about = {"message": message.msg, "hint": message.hint or message.id or ""}
            yield Problem("setting", level, about)
