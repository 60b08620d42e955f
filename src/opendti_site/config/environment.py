"""Readers of the environment that fail loudly, each with the name of the variable."""

from __future__ import annotations

import os
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from opendti_site.operations.durable import flushed_beside

# Not the words of `opendti.numeric.text`: a setting is written by whoever runs the site, in the form
# that other programs read too, and a word that only may mean yes stops the start.
YES = {"1", "true", "yes", "on"}
NO = {"", "0", "false", "no", "off"}
PERIOD = re.compile(r"([1-9]\d{0,3})([dwmy])")

# FULL: what was acknowledged is there after a power cut; NORMAL would lose the last half minute of it.
SQLITE_OPTIONS = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    ),
}


def flag(name: str, *, default: bool = False) -> bool:
    """Read a yes or a no."""
    written = os.environ.get(name)
    if written is None:
        return default
    if written.strip().lower() in YES:
        return True
    if written.strip().lower() in NO:
        return False
    message = f"{name} must be 1 or 0, not {written!r}"
    raise ImproperlyConfigured(message)


def words(
    name: str, *, default: tuple[str, ...] = (), among: tuple[str, ...] | None = None
) -> list[str]:
    """Read a list that is written with commas; `among` are the words that it may hold."""
    written = os.environ.get(name)
    if written is None:
        return list(default)
    found = [word.strip() for word in written.split(",") if word.strip()]
    if not found:
        message = f"{name} is set but empty: write names with commas between them"
        raise ImproperlyConfigured(message)
    unknown = [word for word in found if among is not None and word not in among]
    if among is not None and unknown:
        message = f"{name} may hold {', '.join(among)}, not {unknown[0]!r}"
        raise ImproperlyConfigured(message)
    return found


def choice(name: str, *, among: tuple[str, ...]) -> str:
    """Read one word of several; the first is the default."""
    written = os.environ.get(name) or among[0]
    if written not in among:
        message = f"{name} must be {' or '.join(among)}, not {written!r}"
        raise ImproperlyConfigured(message)
    return written


def token(name: str, *, at_least: int) -> str:
    """Read a secret that is sent along with requests; unset is none, a short one is refused."""
    written = os.environ.get(name, "").strip()
    if written and len(written) < at_least:
        message = f"{name} must have at least {at_least} characters"
        raise ImproperlyConfigured(message)
    return written


def targets(name: str, *, default: str) -> list[str]:
    """Read a list that is written with spaces, each a path or an address such as mailto:."""
    return (os.environ.get(name) or default).split()


def site_url(name: str, *, hosts: list[str], https: bool, demo: bool) -> str:
    """Read the address under which people reach the site; by default the first of its hosts.

    A demo is reached where `opendti serve` listens by itself.
    """
    written = os.environ.get(name, "").strip().rstrip("/")
    if not written:
        host = next((host.lstrip(".") for host in hosts if host != "*"), "localhost")
        scheme = "https" if https else "http"
        return f"{scheme}://{host}" + (":8000" if demo and host == "localhost" else "")
    parts = urlsplit(written)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        message = f"{name} must be https://NAME without a path, not {written!r}"
        raise ImproperlyConfigured(message)
    port_of(name, parts)
    return written


def mail_server(name: str, *, default: str) -> dict[str, Any]:
    """Read where mail is handed in: smtp:// in the clear or with STARTTLS, smtps:// over TLS."""
    written = os.environ.get(name) or default
    parts = urlsplit(written)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        message = f"{name} must be smtp://… or smtps://…, not {written!r}"
        raise ImproperlyConfigured(message)
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port_of(name, parts) or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": dict(parse_qsl(parts.query)).get("starttls") == "1",
        "EMAIL_TIMEOUT": 30,
    }


def scanner(name: str) -> tuple[str, int] | str:
    """Read where clamd listens: host:port, or the whole path of its socket; empty where it is not set."""
    written = os.environ.get(name, "").strip()
    if not written or written.startswith("/"):
        return written
    parts = urlsplit(f"//{written}")
    port = port_of(name, parts)
    if not parts.hostname or not port or parts.path or parts.username is not None:
        message = (
            f"{name} must be host:port or the whole path of a socket, not {written!r}"
        )
        raise ImproperlyConfigured(message)
    return parts.hostname, port


def port_of(name: str, parts: SplitResult) -> int | None:
    """Return the port of an address; refuse a port, or a name of a host, that no connection can be made to."""
    try:
        port = parts.port
        (parts.hostname or "").encode("idna")
    except ValueError as error:
        message = f"{name} names no host and port: {error}"
        raise ImproperlyConfigured(message) from None
    return port


def number(name: str, *, default: int, at_most: int | None = None) -> int:
    """Read a whole number that is not negative."""
    written = os.environ.get(name)
    if written is None:
        return default
    if not written.strip().isdecimal():
        message = f"{name} must be a whole number, not {written!r}"
        raise ImproperlyConfigured(message)
    if at_most is not None and int(written) > at_most:
        message = f"{name} must be at most {at_most}, not {written!r}"
        raise ImproperlyConfigured(message)
    return int(written)


def numbers(name: str, *, default: tuple[int, ...]) -> list[int]:
    """Read whole numbers that are written with commas, each once, the largest first."""
    found = words(name, default=tuple(map(str, default)))
    if not all(word.isdecimal() for word in found):
        message = (
            f"{name} must be whole numbers with commas between them, such as 7,3,1"
        )
        raise ImproperlyConfigured(message)
    return sorted({int(word) for word in found}, reverse=True)


def periods(name: str, *, default: str) -> list[tuple[str, int]]:
    """Read numbers of days, weeks, months and years, such as 7d 5w 12m."""
    written = os.environ.get(name) or default
    parts = [PERIOD.fullmatch(part) for part in written.split()]
    if not parts or None in parts:
        message = f"{name} must be numbers of days, weeks, months or years such as '7d 5w 12m', not {written!r}"
        raise ImproperlyConfigured(message)
    return [(part[2], int(part[1])) for part in parts if part]


def folder(path: Path) -> Path:
    """Make a folder that only the site's user can read, and return it."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def secret_key(name: str, *, kept_in: Path, may_generate: bool) -> str:
    """Read the secret; in a demo make one and keep it, so that sessions last.

    An empty answer is refused by the check `config.E001` and by Django itself, so that
    tools which only read the settings need no secret.
    """
    written = os.environ.get(name, "")
    if written or not may_generate:
        return written
    if not kept_in.exists():
        kept_in.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh_secret = secrets.token_urlsafe(64).encode()
        # Another process may be quicker, and neither may read the other's half.
        with flushed_beside(kept_in, fresh_secret) as fresh, suppress(FileExistsError):
            os.link(fresh, kept_in)
    return kept_in.read_text(encoding="ascii").strip()


def database(name: str, *, default: Path) -> dict[str, Any]:
    """Read the address of the database: SQLite by default, PostgreSQL by URL."""
    written = os.environ.get(name, "")
    if not written:
        default.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        return _sqlite(str(default))
    parts = urlsplit(written)
    if parts.scheme == "sqlite":
        path = unquote(parts.path.removeprefix("/"))
        if not path:
            message = f"{name}: write sqlite:///relative or sqlite:////absolute"
            raise ImproperlyConfigured(message)
        return _sqlite(path)
    if parts.scheme in {"postgres", "postgresql"}:
        return _postgresql(name, written)
    message = f"{name} must begin with sqlite:/// or postgresql://, not {written!r}"
    raise ImproperlyConfigured(message)


def _sqlite(path: str) -> dict[str, Any]:
    _make_private(path)
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": path,
        "OPTIONS": SQLITE_OPTIONS,
    }


def _make_private(path: str) -> None:
    """
    Make a database that is not there yet a file of the site's user alone.

    SQLite would let everybody read it, and gives the journals beside it the same mode. What
    cannot be made here SQLite refuses in its own words.
    """
    if path == ":memory:":
        return
    with suppress(OSError):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def _postgresql(name: str, written: str) -> dict[str, Any]:
    parts = urlsplit(written)
    try:
        port = parts.port
    except ValueError as error:
        message = f"{name}: the port must be a number"
        raise ImproperlyConfigured(message) from error
    base = unquote(parts.path.removeprefix("/"))
    if not base:
        message = f"{name}: the name of the database is missing after the host"
        raise ImproperlyConfigured(message)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": base,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
