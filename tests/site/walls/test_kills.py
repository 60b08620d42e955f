"""Processes are killed while people save, submit and compute: what was acknowledged is there.

The server, one web process, the worker and the database (PostgreSQL) get SIGKILL, one after the
other, and the database is restarted in order too. `KILL_ROUNDS=50 pytest tests/site/walls/test_kills.py` does it for longer.
"""

from __future__ import annotations

import itertools
import os
import random
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from django.utils import timezone

from opendti_site.accounts.actions import grant_role
from opendti_site.accounts.enums import Role
from opendti_site.assessments.rounds.actions import create_round, open_round
from opendti_site.assessments.rounds.drafts import RoundDraft
from opendti_site.frameworks.actions import adopt_text
from opendti_site.organisations.models import Unit
from tests.servers import Browser
from tests.site.cast import person
from tests.site.runs import more_units, round_
from tests.site.walls.killing import (
    Refused,
    Site,
    session_of,
    site_elsewhere,
    value_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from opendti_site.accounts.models import User
    from opendti_site.assessments.rounds.models import Round

__all__ = ["round_"]  # a fixture
pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KILL_ROUNDS", "5"))
UNITS = 30


def test_nothing_acknowledged_is_lost_and_nothing_is_half_done(
    site: Site, people: People
) -> None:
    site.start()
    stopping = Event()
    crowd = [Saver(site, people), Submitter(site, people), Computer(site, people)]
    threads = [Thread(target=worker.work, args=(stopping,)) for worker in crowd]
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
    for worker in crowd:
        assert worker.acknowledged, f"nothing was done: {type(worker).__name__}"
        worker.check()
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


@dataclass(frozen=True)
class People:
    """Who is signed in, and what they work on."""

    sessions: dict[str, str]
    submissions: list[int]
    closed: int


@pytest.fixture
def people(
    round_: Round,
    framework_text: str,
    ministry: Unit,
    coordinator: User,
) -> People:
    """An open round over many units, a closed one, and three people with roles in each."""
    more_units(ministry, UNITS)
    first, *others = Unit.objects.filter(parent=ministry).order_by("pk")
    users = {"coordinator": coordinator}
    for role in (Role.REPORTER, Role.SIGNATORY):
        users[role.value] = person(f"all_{role}", str(role), role, first)
        for unit in others:
            grant_role(user=users[role.value], role=role, unit=unit, by=None)
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
    sessions = {name: session_of(user) for name, user in users.items()}
    return People(sessions, submissions, round_.pk)


@pytest.fixture
def site(people: People, tmp_path: Path) -> Iterator[Site]:
    """A site of its own with these people."""
    assert people.submissions
    with site_elsewhere(tmp_path) as made:
        yield made
