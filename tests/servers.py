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

from django.db import connection

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
    arguments: list[str], surroundings: Mapping[str, str], log: Path
) -> Iterator[int]:
    """Run `opendti serve` until the block ends; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "opendti", "serve", *arguments]
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
