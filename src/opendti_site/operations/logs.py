"""Log records as lines for people or as JSON for programs, each with the request it belongs to.

No record of ours holds a query string, a body or a person's name; addresses of pages are left
out of Django's own records too, since the one of a password that was forgotten is a secret.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

Fields = dict[str, Any]
_FIELDS: ContextVar[Fields] = ContextVar("fields", default={})  # noqa: B039 -- replaced, never written to
SERVING = (
    "Exception while serving"  # how waitress begins a line that ends with an address
)


@contextmanager
def logged_with(**fields: Any) -> Iterator[None]:
    """Give every record of this thread the fields, until the block ends."""
    token = _FIELDS.set({**_FIELDS.get(), **fields})
    try:
        yield
    finally:
        _FIELDS.reset(token)


def current_fields() -> Fields:
    """Return the fields of the request or the job at hand."""
    return dict(_FIELDS.get())


def event(logger: logging.Logger, level: int, message: str, **fields: Any) -> None:
    """Log a message with fields of its own; those that are None are left out."""
    logger.log(level, message, extra={"fields": fields})


def fields_of(record: logging.LogRecord) -> Fields:
    """Return the fields of a record: those of its request or job, then its own."""
    found = {**_FIELDS.get(), **getattr(record, "fields", {})}
    return {name: value for name, value in found.items() if value is not None}


def view_of(request: Any) -> str:
    """Name the page that a request asks for; as many names as the URL table has, and one more."""
    match = getattr(request, "resolver_match", None)
    return (match.view_name if match else "") or "unknown"


class AddressesLeftOut(logging.Filter):
    """Write the name of the page where Django and waitress would write its address."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass."""
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            path, view = getattr(request, "path", None), view_of(request)
            record.args = tuple(view if arg == path else arg for arg in record.args)
        if record.name == "waitress" and str(record.msg).startswith(SERVING):
            record.msg, record.args = f"{SERVING} a request", ()
        return True


class TextFormatter(logging.Formatter):
    """One line for people, the fields at its end."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the trace of an exception below it."""
        line = super().format(record)
        found = " ".join(f"{name}={value}" for name, value in fields_of(record).items())
        first, newline, rest = line.partition("\n")
        return f"{first} {found}{newline}{rest}" if found else line


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object: time, level, logger, message, the fields, the trace of an exception."""
        at = datetime.fromtimestamp(record.created, UTC)
        found: Fields = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **fields_of(record),
        }
        if record.exc_info:
            found["exception"] = self.formatException(record.exc_info)
        return json.dumps(found, ensure_ascii=False, default=str)
