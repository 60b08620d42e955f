"""Programs without security support, or soon without it."""

from __future__ import annotations

import platform
import shutil
from collections.abc import Iterator
from datetime import date, timedelta

import django
from django.db import connection
from django.utils import timezone

from opendti_site.system.problems import Problem
from opendti_site.ui.dates import day

# Last days of security fixes, as python.org, djangoproject.com and postgresql.org name them.
ENDS = {
    ("Python", "3.11"): date(2027, 10, 31),
    ("Python", "3.12"): date(2028, 10, 31),
    ("Python", "3.13"): date(2029, 10, 31),
    ("Python", "3.14"): date(2030, 10, 31),
    ("Django", "5.2"): date(2028, 4, 30),
    ("PostgreSQL", "13"): date(2025, 11, 13),
    ("PostgreSQL", "14"): date(2026, 11, 12),
    ("PostgreSQL", "15"): date(2027, 11, 11),
    ("PostgreSQL", "16"): date(2028, 11, 9),
    ("PostgreSQL", "17"): date(2029, 11, 8),
    ("PostgreSQL", "18"): date(2030, 11, 14),
}
SOON = timedelta(days=180)


def programs() -> dict[str, str]:
    """Return the versions of what the site runs on, by name."""
    found = {
        "Python": platform.python_version(),
        "Django": django.get_version(),
    }
    name = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}[connection.vendor]
    version = connection.get_database_version()
    return found | {name: ".".join(str(part) for part in version)}


def versions() -> Iterator[Problem]:
    """Yield programs whose security fixes have ended, or end within half a year."""
    today = timezone.localdate()
    for name, version in programs().items():
        ends = ENDS.get((name, series_of(name, version)))
        if ends is None:
            continue
        about = {"name": name, "version": version, "at": day(ends)}
        if ends < today:
            yield Problem("version_ended", "bad", about, "phien-ban")
        elif ends - today < SOON:
            yield Problem("version_ends", "warn", about, "phien-ban")
    if connection.vendor == "postgresql" and shutil.which("pg_dump") is None:
        yield Problem("dump_missing", "bad", anchor="sao-luu")


def series_of(name: str, version: str) -> str:
    """Return the part of a version that receives fixes as one."""
    numbers = version.split(".")
    return numbers[0] if name == "PostgreSQL" else ".".join(numbers[:2])
