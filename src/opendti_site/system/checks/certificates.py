"""Until when the site's certificate holds."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from django.conf import settings

from opendti_site.system.problems import Level, Problem
from opendti_site.ui.dates import day

SOON = timedelta(days=21)
SECONDS = 5
LOCAL = {"localhost", "127.0.0.1", "::1"}


def certificate(path: Path | None = None) -> Iterator[Problem]:
    """Yield a certificate that has ended or ends soon: that of a file, or what the site's name shows."""
    parts = urlsplit(settings.SITE_URL)
    name = str(path) if path else parts.hostname or ""
    if path is None and (parts.scheme != "https" or name in LOCAL):
        return
    try:
        ends = end_of_file(path) if path else end_of_host(name, parts.port or 443)
    except ssl.SSLCertVerificationError as error:
        code = "certificate_unreadable"
        yield Problem(code, "bad", {"name": name, "error": error.verify_message})
        return
    except (OSError, ValueError) as error:
        code = "certificate_unreadable" if path else "certificate_unseen"
        level: Level = "bad" if path else "warn"
        yield Problem(code, level, {"name": name, "error": error})
        return
    left = ends - datetime.now(UTC)
    about = {"name": name, "at": day(ends), "days": SOON.days}
    if left <= timedelta(0):
        yield Problem("certificate_expired", "bad", about)
    elif left < SOON:
        yield Problem("certificate_ends", "warn", about)


def end_of_file(path: Path) -> datetime:
    """Return until when the first certificate of a PEM file holds; raise OSError, ValueError."""
    return x509.load_pem_x509_certificate(path.read_bytes()).not_valid_after_utc


def end_of_host(name: str, port: int) -> datetime:
    """Return until when the certificate of a host holds, which must be one that browsers take."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((name, port), timeout=SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=name) as wrapped,
    ):
        found = wrapped.getpeercert(binary_form=True) or b""
    return x509.load_der_x509_certificate(found).not_valid_after_utc
