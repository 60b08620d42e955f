"""Faults of the site to a server of one's own with Sentry's protocol; without personal data."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from opendti_site.operations.logs import current_fields, masked

MISSING = (
    "OPENDTI_SENTRY_DSN is set, but sentry-sdk is not installed: "
    "pip install 'opendti[sentry]', or leave the variable out"
)


def start_reporting(dsn: str) -> None:
    """Report unforeseen faults there; raise ImproperlyConfigured without the package."""
    if find_spec("sentry_sdk") is None:
        raise ImproperlyConfigured(MISSING)
    import sentry_sdk  # noqa: PLC0415 -- an optional package

    sentry_sdk.init(dsn=dsn, **options())


def options() -> dict[str, Any]:
    """Return what keeps requests, values and names out of reports."""
    return {
        "before_send": without_people,
        "include_local_variables": False,
        "max_breadcrumbs": 0,  # log messages
        "max_request_body_size": "never",
        "send_default_pii": False,
    }


REPORTED_KEYS = (
    "contexts",
    "environment",
    "event_id",
    "exception",
    "level",
    "logentry",
    "logger",
    "modules",
    "platform",
    "release",
    "sdk",
    "server_name",
    "timestamp",
)


def without_people(report: dict[str, Any], _hint: dict[str, Any]) -> dict[str, Any]:
    """
    Keep of a report the fault and what it ran on.

    Of a request the method alone and the id by which the log has it, since an address may be
    a secret, also as a parameter of Django's own lines; of a person the number.
    """
    request, user = report.get("request", {}), report.get("user", {})
    kept = {name: _masked(report[name]) for name in REPORTED_KEYS if name in report}
    if str(kept.get("logger", "")).startswith("django."):
        kept["logentry"] = {"message": kept.get("logentry", {}).get("message", "")}
    if "method" in request:
        kept["request"] = {"method": request["method"]}
    if "id" in user:
        kept["user"] = {"id": user["id"]}
    return kept | {"tags": current_fields()}


def _masked(value: Any) -> Any:
    """Mask secret links in whatever texts a part of a report holds."""
    if isinstance(value, dict):
        return {name: _masked(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_masked(part) for part in value]
    return masked(value) if isinstance(value, str) else value
