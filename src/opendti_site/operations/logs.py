"""Log records as lines for people or as JSON for programs, each with the request it belongs to.

No record of ours holds a query string, a body or a person's name; addresses of pages are left
out of Django's own records too, since the one of a password that was forgotten is a secret.
Whatever else a record holds, from whichever library: a secret link is masked, and what a request
sent starts no line of its own.
"""

from __future__ import annotations

import json
import logging
import re
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
        """Replace addresses in a record's arguments; every record passes."""
        request = getattr(record, "request", None)
        if request is not None and isinstance(record.args, tuple):
            path, view = getattr(request, "path", None), view_of(request)
            spellings = _spellings(path)
            record.args = tuple(
                view if arg in spellings else arg for arg in record.args
            )
        if record.name == "waitress" and str(record.msg).startswith(SERVING):
            record.msg, record.args = f"{SERVING} a request", ()
        return True


def _spellings(path: object) -> list[str]:
    """Return how a record may write the path of a request: as it is, or as Django escapes it."""
    if not isinstance(path, str):
        return []
    return [path, path.encode("unicode_escape").decode("ascii")]


SECRETS = (
    # A link that sets a password, as a path or inside another address; one typed from paper may have spaces.
    re.compile(r"(?i)(lien-ket(?:/|%2F)+)(?:[\dlio][^/\n]*|[^/\s'\"<>]+)"),
    # What Django signs: `data:time:signature`.
    re.compile(r"()[\w.-]{4,}(?::|%3A)\w{4,}(?::|%3A)[\w-]{27,}"),
    # What comes along in an address from a provider of OpenID Connect.
    re.compile(r"(?i)([?&](?:code|state|token|id_token_hint)=)[^&\s'\"<>]+"),
    # Names and passwords in the address of a server.
    re.compile(r"(://)[^/\s:@]*:[^/\s@]+(?=@)"),
)
HIDDEN = "…"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn or break a line on a screen."""


def masked(text: str) -> str:
    """Return a text without what would open an account to whoever reads the log."""
    for secret in SECRETS:
        text = secret.sub(rf"\g<1>{HIDDEN}", text)
    return text


def one_line(text: str) -> str:
    """Return a text masked, and with its control characters as they are written in programs."""
    return CONTROLS.sub(_escaped, masked(text))


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def _lines(text: str) -> list[str]:
    """Return the lines of a trace, each without control characters."""
    return [one_line(line) for line in text.split("\n")]


INDENT = "    "


class TextFormatter(logging.Formatter):
    """One line for people, the fields at its end; a trace is set in, so that no line of it looks like a record."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, and the trace of an exception below it."""
        record.message = record.getMessage()
        record.asctime = self.formatTime(record)
        found = (f"{name}={_field(value)}" for name, value in fields_of(record).items())
        line = " ".join([one_line(self.formatMessage(record)), *found])
        # Never `exc_text`, which another formatter may have left there.
        trace = self.formatException(record.exc_info) if record.exc_info else ""
        below = "\n".join(filter(None, [trace, record.stack_info]))
        return "\n".join([line, *(INDENT + part for part in _lines(below) if part)])


def _field(value: object) -> str:
    """Write a field so that it cannot be read as two."""
    text = one_line(str(value))
    return json.dumps(text, ensure_ascii=False) if SPACED.search(text) else text


SPACED = re.compile(r"[\s=\"]")


class JsonFormatter(logging.Formatter):
    """One JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the object: time, level, logger, message, the fields, the trace of an exception."""
        at = datetime.fromtimestamp(record.created, UTC)
        found: Fields = {
            "time": at.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": one_line(record.getMessage()),
            **{name: _plain(value) for name, value in fields_of(record).items()},
        }
        if record.exc_info:
            found["exception"] = "\n".join(
                _lines(self.formatException(record.exc_info))
            )
        return json.dumps(found, ensure_ascii=False, default=str)


def _plain(value: object) -> object:
    """Return a field as JSON has it, texts in one line."""
    return value if isinstance(value, int | float) else one_line(str(value))
