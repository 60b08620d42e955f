"""`opendti serve` in a process of its own, over a database and a folder that a test gives it."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

START = 60.0  # seconds that a busy machine may need to start the site
STOP = 30.0


def free_port() -> int:
    """Return a port that nobody listens at just now."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def database_url() -> str:
    """Return the address of the test's own database, for other processes."""
    database = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{database['NAME']}"
    return f"postgresql://{database['USER']}@/{database['NAME']}?host={database['OPTIONS']['host']}"


def environment(data: Path, url: str, **more: str) -> dict[str, str]:
    """Return the surroundings of a site in operation, over HTTP on this machine."""
    return {
        **os.environ,
        "OPENDTI_DATA_DIR": str(data),
        "OPENDTI_DATABASE_URL": url,
        "OPENDTI_DEBUG": "0",
        "OPENDTI_HTTPS": "0",
        **more,
    }


@contextmanager
def served(
    arguments: list[str],
    surroundings: Mapping[str, str],
    log: Path,
    python: str = sys.executable,
) -> Iterator[int]:
    """Run `opendti serve` until the block ends; yield its port."""
    port = free_port()
    command = [python, "-m", "opendti", "serve", *arguments]
    with log.open("ab") as output:
        process = subprocess.Popen(  # noqa: S603 -- our own command
            [*command, "--port", str(port)],
            env=dict(surroundings),
            stdout=output,
            stderr=output,
        )
        try:
            wait_for_answer(port, process, log)
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(STOP)


def wait_for_answer(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the site answers; fail with its output where it ends instead."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            message = f"opendti serve ended:\n{log.read_text('utf-8')}"
            raise AssertionError(message)
        with suppress(OSError, http.client.HTTPException):
            if status_of(port, "/") < 500:
                return
        time.sleep(0.1)
    message = f"no answer in {START:.0f} s:\n{log.read_text('utf-8')}"
    raise AssertionError(message)


def wait_for_port(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until something listens; fail with the process's output where it ends instead."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.1)
    raise AssertionError(log.read_text("utf-8"))


def status_of(port: int, path: str, *, cookie: str = "", timeout: float = STOP) -> int:
    """Ask for a page over a connection of its own; return the status."""
    asked = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        asked.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = asked.getresponse()
        answer.read()
        return answer.status
    finally:
        asked.close()


class Browser:
    """Someone who is signed in, over connections that are closed after each answer."""

    def __init__(self, port: int, session: str) -> None:
        """Take the port and the session's key."""
        self.port = port
        self.token = "a" * 32  # any token will do that comes twice
        self.location = ""  # where the last answer leads
        self.cookie = f"sessionid={session}; csrftoken={self.token}"

    def get(self, path: str) -> tuple[int, str]:
        """Return the status and the page."""
        return self._ask("GET", path, b"", {})

    def post(
        self,
        path: str,
        fields: Mapping[str, str],
        *,
        file: bytes | None = None,
        named: tuple[str, str] = ("file", "file.csv"),
    ) -> tuple[int, str]:
        """Send a form, with a file where it is given (its field, its name); return the status and the page."""
        data: dict[str, object] = {**fields, "csrfmiddlewaretoken": self.token}
        if file is not None:
            field, name = named
            data[field] = SimpleUploadedFile(name, file)
        body = encode_multipart(BOUNDARY, data)
        return self._ask("POST", path, body, {"Content-Type": MULTIPART_CONTENT})

    def _ask(
        self, method: str, path: str, body: bytes, headers: Mapping[str, str]
    ) -> tuple[int, str]:
        asked = http.client.HTTPConnection("127.0.0.1", self.port, timeout=STOP)
        try:
            asked.request(method, path, body, {**headers, "Cookie": self.cookie})
            answer = asked.getresponse()
            self.location = answer.headers.get("Location", "")
            return answer.status, answer.read().decode()
        finally:
            asked.close()
