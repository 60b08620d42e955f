"""Until when a certificate holds: of a file, and as a host shows it."""

from __future__ import annotations

import socket
import ssl
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

import opendti_site.system
from opendti_site.system.checks import (
    certificates,
)

if TYPE_CHECKING:
    pass

pytestmark = pytest.mark.django_db
ROOT = Path(opendti_site.system.__file__).parent
DAY = timedelta(days=1)


def codes(check: Any, *arguments: Any) -> list[tuple[str, str]]:
    return [(problem.code, problem.level) for problem in check(*arguments)]


def certificate_until(path: Path, ends: datetime) -> Path:
    """Write a certificate for localhost and its key into one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    made = (
        x509
        .CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(ends)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    private = key.private_bytes(
        pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(made.public_bytes(pem) + private)
    return path


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (-1, [("certificate_expired", "bad")]),
        (20, [("certificate_ends", "warn")]),
        (22, []),
    ],
)
def test_a_certificate_in_a_file(
    tmp_path: Path, days: int, found: list[tuple[str, str]]
):
    ends = datetime.now(UTC) + days * DAY + timedelta(hours=1)
    path = certificate_until(tmp_path / "site.pem", ends)
    assert codes(certificates.certificate, path) == found


def test_a_file_that_is_no_certificate(tmp_path: Path):
    path = tmp_path / "site.pem"
    found = [("certificate_unreadable", "bad")]
    assert codes(certificates.certificate, path) == found
    path.write_text("hello", encoding="utf-8")
    assert codes(certificates.certificate, path) == found


def test_the_certificate_that_a_host_shows(tmp_path: Path, settings):
    ends = (datetime.now(UTC) + 5 * DAY).replace(microsecond=0)
    path = certificate_until(tmp_path / "site.pem", ends)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    trusting = ssl.create_default_context(cafile=str(path))
    with (
        served_once(context) as port,
        patch("ssl.create_default_context", return_value=trusting),
        patch.object(certificates, "socket") as replaced,
    ):
        replaced.create_connection.side_effect = lambda _address, timeout: (
            socket.create_connection(("127.0.0.1", port), timeout)
        )
        assert certificates.end_of_host("localhost", 443) == ends


def served_once(context: ssl.SSLContext) -> Any:
    """Shake hands with one client over TLS."""

    @contextmanager
    def running():
        with socket.create_server(("127.0.0.1", 0)) as listening:

            def answer() -> None:
                client, _address = listening.accept()
                with (
                    suppress(ConnectionError),  # it may hang up before we read
                    client,
                    context.wrap_socket(client, server_side=True) as wrapped,
                ):
                    wrapped.recv(1)

            thread = Thread(target=answer)
            thread.start()
            yield listening.getsockname()[1]
            thread.join(10)

    return running()


@pytest.mark.parametrize(
    ("error", "found"),
    [
        (OSError("no route"), [("certificate_unseen", "warn")]),
        (ssl.SSLCertVerificationError("expired"), [("certificate_unreadable", "bad")]),
    ],
)
def test_a_host_whose_certificate_cannot_be_taken(settings, error, found):
    settings.SITE_URL = "https://dti.example.gov.vn"
    if isinstance(error, ssl.SSLCertVerificationError):
        error.verify_message = "certificate has expired"
    with patch.object(certificates, "end_of_host", side_effect=error):
        assert codes(certificates.certificate) == found


def test_a_site_without_https_has_no_certificate(settings):
    for url in ("http://dti.example.gov.vn", "https://localhost"):
        settings.SITE_URL = url
        assert codes(certificates.certificate) == []


@pytest.mark.parametrize(
    ("url", "port"),
    [("https://dti.example.gov.vn", 443), ("https://dti.example.gov.vn:8443", 8443)],
)
def test_the_sites_own_port_is_asked(settings, url: str, port: int):
    settings.SITE_URL = url
    ends = datetime.now(UTC) + timedelta(days=90)
    with patch.object(certificates, "end_of_host", return_value=ends) as asked:
        assert codes(certificates.certificate) == []
    asked.assert_called_once_with("dti.example.gov.vn", port)
