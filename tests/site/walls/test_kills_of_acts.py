"""Publishing and bringing in a file are killed in the middle: each is done whole or not at all.

On PostgreSQL all three stand before their audit line, with all else written; on SQLite, where one
act writes at a time, a kill meets them anywhere. `KILL_ROUNDS=20 pytest …` does it for longer.
"""

from __future__ import annotations

import html
import itertools
import os
import random
import re
import time
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import TYPE_CHECKING

import psycopg
import pytest

from tests.servers import Browser
from tests.site.runs import round_, run
from tests.site.walls.killing import (
    SETTLED,
    Refused,
    Site,
    session_of,
    site_elsewhere,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from opendti_site.accounts.models import User
    from opendti_site.results.models import Run

__all__ = ["round_", "run"]  # fixtures
pytestmark = pytest.mark.django_db(transaction=True)

KILLS = int(os.environ.get("KILL_ROUNDS", "3"))
LISTED = 200
Counts = tuple[int, ...]


def test_what_was_killed_in_the_middle_is_whole_or_not_there(
    site: Site, acts: list[Act]
) -> None:
    site.start()
    seen = {act.name: {act.counts(site)} for act in acts}
    for kill in itertools.islice(itertools.cycle(kills(site)), KILLS):
        killed_in_the_middle(site, acts, kill)
        for act in acts:
            seen[act.name].add(act.counts(site))
    for act in acts:
        act.finish(site)
    nothing = {act.name: {(0,) * len(act.tables)} for act in acts}
    whole = {act.name: {act.counts(site)} for act in acts}
    assert all(seen[name] <= nothing[name] | whole[name] for name in seen), seen
    assert all(0 not in counts for found in whole.values() for counts in found), whole
    site.stop()
    site.run("verify_audit")


def kills(site: Site) -> list[Callable[[], None]]:
    """Return the ways to kill that an act in the middle meets."""
    if site.database:
        return [site.kill_database, site.restart_database, site.kill_web]
    return [site.kill_all, site.kill_web]


def killed_in_the_middle(site: Site, acts: list[Act], kill: Callable[[], None]) -> None:
    """Let the acts begin that are not done yet, and kill when they are in the middle."""
    undone = [act for act in acts if not any(act.counts(site))]
    sending = [Thread(target=act.try_once, args=(site,)) for act in undone]
    if site.database is None:
        for thread in sending:
            thread.start()
        time.sleep(random.uniform(0.1, 1.5))  # noqa: S311 -- when to kill
        kill()
    else:
        with (
            suppress(psycopg.OperationalError),
            psycopg.connect(site.database.address) as link,
        ):
            link.execute("LOCK TABLE audit_auditline IN SHARE MODE")
            for waiting, thread in enumerate(sending, start=1):
                thread.start()
                wait_for_locks(site, waiting)
            kill()
    for thread in sending:
        thread.join()
    site.wait()


def wait_for_locks(site: Site, count: int) -> None:
    """Wait until so many acts wait for a lock."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    deadline = time.monotonic() + SETTLED
    while site.rows(query) != [(count,)]:
        assert time.monotonic() < deadline, f"{count} acts are not in the middle"
        time.sleep(0.02)


@dataclass
class Act:
    """One act as a browser sends it, and the rows that it writes."""

    name: str
    session: str
    send: Callable[[Browser], int]
    tables: dict[str, str]  # table → which of its rows
    acknowledged: bool = field(default=False)

    def try_once(self, site: Site) -> None:
        """Send it; an answer that does not come is no answer."""
        with suppress(*Refused):
            status = self.send(Browser(site.port, self.session))
            self.acknowledged |= status == 302

    def counts(self, site: Site) -> Counts:
        """Count its rows, table by table."""
        queries = (
            f"SELECT count(*) FROM {table} WHERE {rows}"  # noqa: S608 -- our own words
            for table, rows in self.tables.items()
        )
        counts = tuple(site.rows(query)[0][0] for query in queries)
        assert any(counts) or not self.acknowledged, f"lost: {self.name}"
        return counts

    def finish(self, site: Site) -> None:
        """Do it once more where nothing of it is there."""
        if not any(self.counts(site)):
            self.try_once(site)
            assert self.acknowledged, self.name


@pytest.fixture
def acts(run: Run, coordinator: User, framework_text: str) -> list[Act]:
    """Publishing a run, writing a list of units, beginning a draft from a file."""
    session = session_of(coordinator)
    page = f"/ky/{run.round_id}/ket-qua/{run.pk}/cong-bo/"
    title = "Kết quả năm 2026"
    facts = {"title": title, "title_again": title, "publish": "1", "source_note": "x"}
    lines = "".join(f"NHAP{n},Đơn vị số {n},BCT\n" for n in range(LISTED))
    listed = ("ma,ten,ma_cap_tren\n" + lines).encode()
    draft = framework_text.replace("vn.test.small", "vn.test.brought").encode()
    return [
        Act("publish", session, lambda who: who.post(page, facts)[0], PUBLISHED),
        Act("units", session, lambda who: write_list(who, listed), LISTED_UNITS),
        Act("draft", session, lambda who: begin_draft(who, draft), BEGUN_DRAFT),
    ]


PUBLISHED = {
    "publication_edition": "true",
    "publication_editionunit": "true",
    "publication_editionscore": "true",
    "audit_auditline": "verb = 'publish_run'",
}
LISTED_UNITS = {
    "organisations_unit": "code LIKE 'NHAP%'",
    "audit_auditline": "verb = 'import_units'",
}
BEGUN_DRAFT = {
    "frameworks_frameworkrelease": "state = 'draft'",
    "audit_auditline": "verb = 'create_draft'",
}


def write_list(who: Browser, listed: bytes) -> int:
    """Send a list of units, and write what is shown of it."""
    _status, page = who.post("/don-vi/nhap/", {}, file=listed)
    shown = re.search(r'name="held" value="([^"]*)"', page)
    return (
        who.post("/don-vi/nhap/ghi/", {"held": html.unescape(shown[1])})[0]
        if shown
        else 0
    )


def begin_draft(who: Browser, text: bytes) -> int:
    """Begin a draft from a file."""
    fields = {"way": "file", "file-code": "", "file-version": "", "file-title_vi": ""}
    page, named = "/bo-chi-so/ban-nhap/tao/", ("file-file", "draft.yaml")
    return who.post(page, fields, file=text, named=named)[0]


@pytest.fixture
def site(acts: list[Act], tmp_path: Path) -> Iterator[Site]:
    """A site of its own with a finished run."""
    assert acts
    with site_elsewhere(tmp_path) as made:
        yield made
