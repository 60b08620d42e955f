"""Files pass the virus scanner where one is set: what it finds is refused, and so is all while it is silent."""

from __future__ import annotations

import socket
import socketserver
import subprocess
import threading
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.translation import override

from opendti_site.assessments.evidence.models import Attachment
from opendti_site.assessments.evidence.receiving import receive
from opendti_site.assessments.evidence.scanning import ScannerError, version
from opendti_site.config import environment
from opendti_site.system.checks.scanner import scanner

if TYPE_CHECKING:
    from pathlib import Path

    from django.test import Client
    from pytest_django.fixtures import SettingsWrapper

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Submission

CLAMD = "/usr/sbin/clamd"
# A text of ours that our own signature names; nothing that any scanner on the machine knows.
MARK = b"opendti test of the scanner 7c1e"
BAD = b"%PDF-1.7 " + bytes(200_000) + MARK
GOOD = b"%PDF-1.7 " + bytes(200_000)


class Daemon(socketserver.StreamRequestHandler):
    """Speaks as clamd does: a command that ends in a zero byte, pieces after their lengths."""

    def handle(self) -> None:
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zVERSION\0":
            self.wfile.write(b"ClamAV 1.4.3/27000\0")
            return
        assert command == b"zINSTREAM\0"
        content = b""
        while length := int.from_bytes(self.rfile.read(4), "big"):
            content += self.rfile.read(length)
        name = b"Test.Mark FOUND" if MARK in content else b"OK"
        answer = b"INSTREAM size limit exceeded. ERROR"
        whole = len(content) < 1_000_000
        self.wfile.write((b"stream: " + name if whole else answer) + b"\0")


@pytest.fixture
def daemon(settings: SettingsWrapper) -> Iterator[None]:
    """Set a scanner that answers."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon) as server:
        thread = threading.Thread(target=server.serve_forever, args=[0.01])
        thread.start()
        settings.CLAMAV = server.server_address
        yield
        server.shutdown()
        thread.join()


@pytest.fixture
def real_daemon(settings: SettingsWrapper, tmp_path: Path) -> Iterator[None]:
    """Run clamd itself with one signature of ours, by its own socket."""
    (tmp_path / "own.ndb").write_text(f"Test.Mark:0:*:{MARK.hex()}\n")
    listening = tmp_path / "clamd.sock"
    config = tmp_path / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {tmp_path}\nLocalSocket {listening}\nForeground yes\n"
        "ScanPDF no\nConcurrentDatabaseReload no\n"
    )
    with subprocess.Popen([CLAMD, "-c", config]) as process:  # noqa: S603 -- a program of the machine
        until = time.monotonic() + 60
        while not listening.exists() and time.monotonic() < until:
            time.sleep(0.05)
        settings.CLAMAV = str(listening)
        yield
        process.terminate()


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("a.pdf", content)


def check_what_is_found() -> None:
    assert version().startswith("ClamAV")
    assert list(scanner()) == []
    (file,) = receive([upload(GOOD)])
    assert file.size == len(GOOD)
    with pytest.raises(ValidationError, match=r"mã độc.*a\.pdf.*Test\.Mark"):
        receive([upload(GOOD), upload(BAD)])
    with override("en"), pytest.raises(ValidationError, match="found malware"):
        receive([upload(BAD)])


@pytest.mark.django_db
@pytest.mark.usefixtures("daemon")
def test_what_is_found_is_refused_in_both_languages() -> None:
    check_what_is_found()
    with pytest.raises(ValidationError, match="không trả lời"):
        receive([upload(b"%PDF-1.7 " + bytes(2_000_000))])  # more than it takes


@pytest.mark.django_db
@pytest.mark.usefixtures("real_daemon")
def test_clamd_itself_finds_what_a_signature_names() -> None:
    check_what_is_found()


@pytest.mark.django_db
def test_nothing_is_taken_while_the_scanner_is_silent(
    settings: SettingsWrapper, tmp_path: Path
) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    for address in (("127.0.0.1", port), str(tmp_path / "none.sock")):
        settings.CLAMAV = address
        with pytest.raises(ValidationError, match="không trả lời nên chưa nhận được"):
            receive([upload(GOOD)])
        with pytest.raises(ScannerError):
            version()
        (problem,) = scanner()
        assert (problem.code, problem.level) == ("scanner_unreachable", "bad")


def test_an_infected_file_reaches_neither_table_nor_store(
    client: Client,
    submission: Submission,
    reporter: User,
    daemon: None,
) -> None:
    del daemon
    client.force_login(reporter)
    there = reverse("assessments:evidence", args=[submission.pk, "1.1"])
    answer = client.post(there, {"number": "1/BC", "upload": upload(BAD)})
    assert "thấy mã độc trong tệp" in answer.content.decode()
    assert 'value="1/BC"' in answer.content.decode()
    assert not Attachment.objects.exists()
    sheet = reverse("assessments:attach_signed_sheet", args=[submission.pk])
    answer = client.post(sheet, {"upload": upload(BAD)}, follow=True)
    assert "thấy mã độc trong tệp" in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("", ""),
        ("/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("av.example.vn:3310", ("av.example.vn", 3310)),
        ("[::1]:3310", ("::1", 3310)),
    ],
)
def test_the_setting_names_a_host_and_port_or_a_socket(
    monkeypatch: pytest.MonkeyPatch, written: str, read: object
) -> None:
    monkeypatch.setenv("OPENDTI_CLAMAV", written)
    assert environment.scanner("OPENDTI_CLAMAV") == read


@pytest.mark.parametrize("written", ["av", "av:x", "tcp://av:3310", ":3310", "a@b:1"])
def test_other_settings_are_refused(
    monkeypatch: pytest.MonkeyPatch, written: str
) -> None:
    monkeypatch.setenv("OPENDTI_CLAMAV", written)
    with pytest.raises(ImproperlyConfigured):
        environment.scanner("OPENDTI_CLAMAV")
