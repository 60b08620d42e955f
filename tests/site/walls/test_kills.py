"""Processes are killed while people save, submit and compute: what was acknowledged is there.

The server, one web process, the worker and the database (PostgreSQL) get SIGKILL, one after the
other. `KILL_ROUNDS=50 pytest tests/site/walls/test_kills.py` does it for longer.
"""

from __future__ import annotations

import http.client
import itertools
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.frameworks.actions import adopt_text
from tests.servers import Browser, environment, free_port, wait_for_answer
from tests.site.cast import person
from tests.site.runs import more_units, round_
from tools.with_postgres import Server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit

__all__ = ["round_"]  # a fixture
pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KILL_ROUNDS", "4"))
UNITS = 30
LEASE = 3  # seconds
SETTLED = 60.0  # seconds until nothing waits any more
STEADY = 6.0  # seconds after which a web process has proven itself

Refused = (OSError, http.client.HTTPException)


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(
    site: Site, people: People
) -> None:
    site.start()
    stopping = Event()
    crowd = [Saver(site, people), Submitter(site, people), Computer(site, people)]
    threads = [Thread(target=one.work, args=(stopping,)) for one in crowd]
    for thread in threads:
        thread.start()
    chance = random.Random(KILLS)  # noqa: S311 -- when to kill
    targets = itertools.cycle(site.targets())
    for kill in itertools.islice(targets, KILLS):
        time.sleep(chance.uniform(1.0, 2.5))
        kill()
        site.wait()
    stopping.set()
    for thread in threads:
        thread.join()
    for one in crowd:
        assert one.acknowledged, f"nothing was done: {type(one).__name__}"
        one.check()
    site.stop()
    site.run("verify_audit")


@dataclass
class Actor:
    """Someone who does one thing again and again, and remembers what was acknowledged."""

    site: Site
    people: People
    acknowledged: list[int] = field(default_factory=list)

    def work(self, stopping: Event) -> None:
        """Go on until told to stop; an answer that does not come is no answer."""
        while not stopping.is_set():
            with suppress(*Refused):
                self.step()
            time.sleep(0.05)

    def browser(self, who: str) -> Browser:
        """Sit down as one of the people."""
        return Browser(self.site.port, self.people.sessions[who])

    def step(self) -> None:
        """Do the thing once."""
        raise AssertionError

    def check(self) -> None:
        """Compare what the site shows with what was acknowledged."""
        raise AssertionError


class Saver(Actor):
    """Types a larger number each time."""

    attempts = 0

    def step(self) -> None:
        page = f"/ho-so/{self.people.submissions[0]}/chi-so/2/"
        who = self.browser("reporter")
        version = value_of(who.get(page)[1], "n:2.1.a")
        self.attempts += 1
        status, _page = who.post(
            page, {"v:2.1.a": str(self.attempts), "w:2.1.a": "", "n:2.1.a": version}
        )
        if status == 302:
            self.acknowledged.append(self.attempts)

    def check(self) -> None:
        page = f"/ho-so/{self.people.submissions[0]}/chi-so/2/"
        shown = int(value_of(self.browser("reporter").get(page)[1], "v:2.1.a"))
        assert self.acknowledged[-1] <= shown <= self.attempts


class Submitter(Actor):
    """Submits one unit's form after the other, and recalls none."""

    def step(self) -> None:
        left = [pk for pk in self.people.submissions[1:] if pk not in self.acknowledged]
        if not left:
            return
        page = f"/ho-so/{left[0]}/nop/"
        who = self.browser("signatory")
        shown = who.get(page)[1]
        if self.is_submitted(shown):
            self.acknowledged.append(left[0])
            return
        who.post(page, {"version": value_of(shown, "version"), "blanks": "1"})

    @staticmethod
    def is_submitted(page: str) -> bool:
        return "/rut-lai/" in page

    def check(self) -> None:
        who = self.browser("signatory")
        for pk in self.acknowledged:
            assert self.is_submitted(who.get(f"/ho-so/{pk}/nop/")[1]), pk


class Computer(Actor):
    """Asks for runs."""

    def step(self) -> None:
        page = f"/ky/{self.people.closed}/ket-qua/tinh/"
        who = self.browser("coordinator")
        fields = {"stage": "self"}
        status, answer = who.post(page, fields)
        if status == 200:  # what is undecided is to be confirmed
            fields["confirmed"] = value_of(answer, "confirmed")
            status, answer = who.post(page, fields)
        found = re.search(r"/ket-qua/(\d+)/", who.location)
        if status == 302 and found:
            self.acknowledged.append(int(found[1]))
        time.sleep(0.5)

    def check(self) -> None:
        runs = self.site.settle()
        assert set(self.acknowledged) <= runs.keys()
        assert set(runs.values()) == {"finished"}


def value_of(page: str, name: str) -> str:
    """Return the value of a field on a page; empty where it has none."""
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return found[1].replace("&quot;", '"') if found else ""
    message = f"no field {name}"
    raise http.client.HTTPException(message)  # such as a page of another kind


@dataclass(frozen=True)
class People:
    """Who is signed in, and what they work on."""

    sessions: dict[str, str]
    submissions: list[int]
    closed: int


@dataclass
class Site:
    """A site in a place of its own, which is killed and comes back."""

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
            self._kill_worker,
            *([self._kill_database] if self.database else []),
            self._kill_web,
            self._kill_all,
        ]

    def _kill_worker(self) -> None:
        """Kill the worker in the middle of a run."""
        running = "SELECT count(*) FROM results_run WHERE state = 'running'"
        deadline = time.monotonic() + SETTLED
        while self.rows(running) == [(0,)]:
            assert time.monotonic() < deadline, "no run was begun"
            time.sleep(0.002)
        self._kill_children("worker")

    def _kill_web(self) -> None:
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

    def _kill_all(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()
        time.sleep(1)  # its children end with it and let the port go
        self.start()

    def _kill_database(self) -> None:
        assert self.database is not None
        self.database.kill()
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


@pytest.fixture
def people(
    round_: Round,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
) -> People:
    """An open round over many units, a closed one, and three people with roles over all."""
    more_units(ministry, UNITS)
    roles = {"reporter": Role.REPORTER, "signatory": Role.SIGNATORY}
    users = {
        name: person(f"all_{name}", name, role, ministry)
        for name, role in roles.items()
    }
    users["coordinator"] = coordinator
    now = timezone.now()
    draft = RoundDraft(
        title="Kỳ 2027",
        year=2027,
        release=adopt_text(framework_text.replace('"2026"', '"2027"'), by=coordinator),
        root=ministry,
        opens_at=now - timedelta(days=1),
        submit_by=now + timedelta(days=10),
    )
    fresh = open_round(create_round(draft, by=coordinator), by=coordinator)
    submissions = list(fresh.submissions.values_list("pk", flat=True))
    sessions = {name: _session(user) for name, user in users.items()}
    return People(sessions, submissions, round_.pk)


def _session(user: User) -> str:
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


@pytest.fixture
def site(people: People, tmp_path: Path) -> Iterator[Site]:
    """A site of its own, with what the test's database holds; its database may be killed."""
    assert people.submissions
    call_command("backup", tmp_path / "backup", keys=tmp_path / "keys")
    (tmp_path / "data").mkdir()
    with ExitStack() as stack:
        server = None
        if connection.vendor == "postgresql":
            folder = stack.enter_context(
                tempfile.TemporaryDirectory(prefix="opendti-killed-")
            )
            server = Server(Path(folder))
            server.create()
            server.start()
            stack.callback(server.stop)
        made = Site(tmp_path, server)
        made.run("restore", tmp_path / "backup", "--keys", tmp_path / "keys")
        stack.callback(made.stop)
        yield made
