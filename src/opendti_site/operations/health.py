"""Whether the site can do its work now, part by part.

What a probe answers is read by whoever reaches the site: it names the part and the kind of
fault, and neither hosts, paths nor an exception's own words.
"""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import connection

from opendti_site.operations.migration_state import migration_state
from opendti_site.operations.queries import has_live_worker

logger = logging.getLogger(__name__)

MEGABYTE = 1024 * 1024
UNKNOWN = "unknown without the database"


@dataclass(frozen=True, slots=True)
class HealthPart:
    """One part of the site, and its fault in a few English words; "" where it is ready."""

    name: str
    fault: str = ""


def parts(exclude: frozenset[str] = frozenset()) -> list[HealthPart]:
    """Look at every part but those that the prober leaves out; never raises.

    Without the database nothing is asked of it: what needs it is left out as well.
    """
    asks = "database" not in exclude
    found = [_looked_at("database", _database_fault)] if asks else []
    is_away = any(part.fault for part in found)
    for name, (look, needs_database) in _PARTS.items():
        if name in exclude or (needs_database and not asks):
            continue
        if needs_database and is_away:
            found.append(HealthPart(name, UNKNOWN))
        else:
            found.append(_looked_at(name, look))
    return found


def _looked_at(name: str, look: Callable[[], str]) -> HealthPart:
    try:
        return HealthPart(name, look())
    except Exception:
        logger.debug("readiness of the %s", name, exc_info=True)
        return HealthPart(name, "does not answer")


def _database_fault() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return ""


def _migrations_fault() -> str:
    state = migration_state()
    if state.missing:
        return f"{len(state.missing)} to be applied"
    return f"{len(state.unknown)} of a newer program" if state.unknown else ""


def _worker_fault() -> str:
    return "" if has_live_worker() else "none runs"


def _disk_fault() -> str:
    if not os.access(settings.DATA_DIR, os.W_OK | os.X_OK):
        return "the data folder cannot be written"
    free = shutil.disk_usage(settings.DATA_DIR).free
    wanted = settings.MIN_FREE_SPACE // MEGABYTE
    return f"less than {wanted} MB free" if free < settings.MIN_FREE_SPACE else ""


def _mail_fault() -> str:
    """Return the fault of the sender's address; a site without mail has none."""
    if not settings.HAS_SMTP or has_sender():
        return ""
    return "the sender's address is not set"


def has_sender() -> bool:
    """Return whether the sender of mail is an address that servers take."""
    _name, at, domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")
    return bool(at) and "." in domain


_PARTS: dict[str, tuple[Callable[[], str], bool]] = {
    "migrations": (_migrations_fault, True),
    "worker": (_worker_fault, True),
    "disk": (_disk_fault, False),
    "mail": (_mail_fault, False),
}
"""Each part with its look, and whether that asks the database."""
