"""A site in a folder of its own, whose parts are killed and come back."""

from __future__ import annotations

import http.client
import os
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client

from tests.servers import environment, free_port, wait_for_answer
from tools.with_postgres import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opendti_site.accounts.models import User

LEASE = 3  # seconds
SETTLED = 60.0  # seconds until nothing waits any more
STEADY = 6.0  # seconds after which a web process has proven itself

Refused = (OSError, http.client.HTTPException)


def value_of(page: str, name: str) -> str:
    """Return the value of a field on a page; empty where it has none."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return found[1].replace("&quot;", '"') if found else ""
    message = f"no field {name}"
    raise http.client.HTTPException(message)  # such as a page of another kind


@dataclass
class Site:
    """A site in a folder of its own, which is killed and comes back."""

    folder: Path
    database: Server | None
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0

    @property
    def surroundings(self) -> dict[str, str]:
        """The environment of its processes."""
        data = self.folder / "data"
        url = (
            self.database.address
            if self.database
            else f"sqlite:///{data}/opendti.sqlite3"
        )
        return environment(data, url, OPENDTI_JOB_LEASE=str(LEASE))

    @property
    def log(self) -> Path:
        """Where everything is written that its processes say."""
        return self.folder / "log"

    def run(self, *arguments: str | Path) -> str:
        """Run a command of the site to its end; it has to succeed."""
        done = subprocess.run(  # noqa: S603 -- our own command
            [sys.executable, "-m", "opendti", "site", *map(str, arguments)],
            env=self.surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def start(self) -> None:
        """Start `opendti serve` and wait for its first answer."""
        self.port = self.port or free_port()
        command = [sys.executable, "-m", "opendti", "serve", "--port", str(self.port)]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(  # noqa: S603 -- our own command
                command, env=self.surroundings, stdout=log, stderr=log
            )
        wait_for_answer(self.port, self.process, self.log)
        self.started = time.monotonic()

    def stop(self) -> None:
        """Stop it as an administrator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)

    def wait(self) -> None:
        """Wait until it answers again."""
        assert self.process is not None
        wait_for_answer(self.port, self.process, self.log)

    def targets(self) -> list[Callable[[], None]]:
        """Return the ways to kill a part of it."""
        return [
            self.kill_worker,
            *([self.kill_database] if self.database else []),
            self.kill_web,
            *([self.restart_database] if self.database else []),
            self.kill_all,
        ]

    def kill_worker(self) -> None:
        """Kill the worker in the middle of a run."""
        running = "SELECT count(*) FROM results_run WHERE state = 'running'"
        deadline = time.monotonic() + SETTLED
        while self.rows(running) == [(0,)]:
            assert time.monotonic() < deadline, "no run was begun"
            time.sleep(0.002)
        self._kill_children("worker")

    def kill_web(self) -> None:
        """Kill the web process, once it has been there long enough to be worth a restart."""
        time.sleep(max(0.0, self.started + STEADY - time.monotonic()))
        self._kill_children("web")

    def _kill_children(self, command: str) -> None:
        assert self.process is not None
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for child in children:
            with suppress(FileNotFoundError, ProcessLookupError):
                words = Path(f"/proc/{child}/cmdline").read_bytes().split(b"\0")
                if command.encode() in words:
                    os.kill(int(child), signal.SIGKILL)

    def kill_all(self) -> None:
        """Kill `opendti serve` with all that it started, and start it again."""
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        time.sleep(1)  # its children end with it and let the port go
        self.start()

    def kill_database(self) -> None:
        """Kill the database, and start it again."""
        assert self.database is not None
        self.database.kill()
        self._start_database()

    def restart_database(self) -> None:
        """Restart the database as an administrator does who waits for nobody."""
        assert self.database is not None
        self.database.stop("fast")
        self._start_database()

    def _start_database(self) -> None:
        assert self.database is not None
        deadline = time.monotonic() + 60
        while True:  # what is left of the old server has to end first
            try:
                return self.database.start()
            except subprocess.CalledProcessError:
                assert time.monotonic() < deadline
                time.sleep(0.5)

    def settle(self) -> dict[int, str]:
        """Wait until no run is under way; return the runs with their states."""
        deadline = time.monotonic() + SETTLED
        while True:
            runs = dict(self.rows("SELECT id, state FROM results_run"))
            is_over = not {"queued", "running"} & set(runs.values())
            if is_over or time.monotonic() > deadline:
                return runs
            time.sleep(0.5)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the site's database something."""
        if self.database:
            with psycopg.connect(self.database.address, autocommit=True) as link:
                return link.execute(query).fetchall()
        with closing(sqlite3.connect(self.folder / "data" / "opendti.sqlite3")) as file:
            return file.execute(query).fetchall()


@contextmanager
def site_elsewhere(folder: Path) -> Iterator[Site]:
    """Yield a site of its own, with what the test's database holds; its database may be killed."""
    call_command("backup", folder / "backup", keys=folder / "keys")
    (folder / "data").mkdir()
    with ExitStack() as stack:
        server = None
        if connection.vendor == "postgresql":
            cluster = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="opendti-killed-")
            )
            server = Server(Path(cluster))
            server.create()
            server.start()
            stack.callback(server.stop)
        made = Site(folder, server)
        made.run("restore", folder / "backup", "--keys", folder / "keys")
        stack.callback(made.stop)
        yield made


def session_of(user: User) -> str:
    """Sign someone in; return the session's key."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
