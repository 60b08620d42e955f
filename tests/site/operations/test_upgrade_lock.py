"""One upgrade at a time, and nobody works on the tables while it runs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from typing import TYPE_CHECKING
from unittest.mock import Mock, patch

import pytest
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

from opendti_site.operations import pausing
from opendti_site.operations import upgrade_lock as upgrade_lock_module
from opendti_site.operations.pausing import PausedByUpgrade
from opendti_site.operations.upgrade_lock import (
    PAUSED,
    RUNNING,
    upgrade_is_running,
    upgrade_lock,
)
from opendti_site.operations.worker import JobWorker
from tests.servers import free_port, wait_for_answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

Site = dict[str, str]
HOLD = """
import django; django.setup()
from opendti_site.operations.upgrade_lock import upgrade_lock
with upgrade_lock():
    print("held", flush=True)
    input()
"""
AHEAD = "the database is ahead of this program"


def command(site: Site, *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command of the site."""
    return subprocess.run(  # noqa: S603 -- our own words
        [sys.executable, "-m", "opendti", "site", *words],
        env=site,
        capture_output=True,
        text=True,
        check=False,
    )


@contextmanager
def upgrade_elsewhere(site: Site) -> Iterator[subprocess.Popen[str]]:
    """Let another process hold the lock of an upgrade; it is killed at the end."""
    settings = {"DJANGO_SETTINGS_MODULE": "opendti_site.config.settings"}
    with subprocess.Popen(  # noqa: S603 -- our own words
        [sys.executable, "-c", HOLD],
        env=site | settings,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def status(port: int, path: str) -> int:
    """Return what a server answers."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}") as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def becomes(expected: int, port: int, path: str) -> bool:
    """Wait until a server answers with a status."""
    deadline = time.monotonic() + 20
    while status(port, path) != expected:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.2)
    return True


def is_written(log: Path, words: str, times: int) -> bool:
    """Wait until a log has words so many times."""
    deadline = time.monotonic() + 20
    while log.read_text().count(words) < times:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


@pytest.mark.django_db(transaction=True)
def test_whoever_comes_second_reads_it_in_both_languages(elsewhere: Site) -> None:
    with upgrade_elsewhere(elsewhere):
        for words in (["upgrade", "--no-backup"], ["migrate", "--no-input"]):
            refused = command(elsewhere, *words)
            assert refused.returncode == 1
            assert refused.stderr.strip().removeprefix("CommandError: ") == RUNNING
    done = command(elsewhere, "upgrade", "--no-backup")
    assert "start the site" in done.stdout, done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_site_that_runs_answers_that_it_is_upgraded(
    elsewhere: Site, tmp_path: Path
) -> None:
    assert command(elsewhere, "migrate", "--no-input", "-v", "0").returncode == 0
    port, log = free_port(), tmp_path / "log"
    serve = [sys.executable, "-m", "opendti", "serve", "--port", str(port)]
    with log.open("wb") as said:
        process = subprocess.Popen(serve, env=elsewhere, stdout=said, stderr=said)  # noqa: S603 -- our own words
    try:
        wait_for_answer(port, process, log)
        with upgrade_elsewhere(elsewhere):
            for command_ in ("worker", "housekeeping"):
                assert PAUSED in command(elsewhere, command_).stderr
            assert becomes(503, port, "/tai-khoan/dang-nhap/")
            assert status(port, "/healthz") == 200
            assert is_written(log, PAUSED, 2)  # a web process and the worker
        assert becomes(200, port, "/tai-khoan/dang-nhap/")
        assert is_written(log, "working again", 1)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture
def file_database(tmp_path: Path) -> Iterator[Path]:
    """The file of a database of SQLite in a folder with a name that says another thing."""
    path = tmp_path / "memory" / "opendti.sqlite3"
    path.parent.mkdir()
    path.touch()
    name = {"ENGINE": "django.db.backends.sqlite3", "NAME": str(path)}
    own = ConnectionHandler({"default": name})["default"]
    with patch.object(upgrade_lock_module, "connection", own):
        yield path


def test_a_file_is_locked_whatever_its_folder_is_called(file_database: Path) -> None:
    with upgrade_lock():
        assert upgrade_is_running()
    assert not upgrade_is_running()


def test_what_is_no_file_holds_no_lock(file_database: Path) -> None:
    file_database.with_name(f"{file_database.name}.upgrading").mkdir()
    assert not upgrade_is_running()


def test_a_lock_that_root_makes_is_of_the_owner_of_the_database(
    file_database: Path,
) -> None:
    """The site's own user would else neither start nor upgrade again."""
    owner = file_database.stat()
    with (
        patch.object(os, "geteuid", return_value=0),
        patch.object(os, "fchown") as given,
        upgrade_lock(),
    ):
        assert given.call_args.args[1:] == (owner.st_uid, owner.st_gid)


@pytest.fixture
def reason(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Set why nobody may work."""

    def become(text: str) -> None:
        monkeypatch.setattr(pausing, "upgrade_is_running", lambda: text == PAUSED)
        monkeypatch.setattr(
            pausing, "mismatch_in_words", lambda _state: "" if text == PAUSED else text
        )

    return become


def answer_of(application: PausedByUpgrade, path: str = "/") -> tuple[str, bytes]:
    """Return the status and the page that a web process answers."""
    seen: list[str] = []
    application.look_at = 0.0
    body = application({"PATH_INFO": path}, lambda status, _head: seen.append(status))
    return seen[0], b"".join(body)


def inner(_environ: object, start_response: Callable[..., object]) -> list[bytes]:
    """Answer as the site does."""
    start_response("200 OK", [])
    return [b"page"]


def test_a_disk_that_fails_is_reported_by_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing = Mock(side_effect=PermissionError)
    monkeypatch.setattr(pausing, "upgrade_is_running", failing)
    assert answer_of(PausedByUpgrade(inner))[0] == "200 OK"
    assert failing.called


@pytest.mark.django_db
def test_a_web_process_answers_503_while_and_after_its_tables_change(
    reason: Callable[[str], None],
) -> None:
    application = PausedByUpgrade(inner)
    for text in (PAUSED, AHEAD):
        reason(text)
        assert answer_of(application)[0].startswith("503")
        assert "đang được nâng cấp" in answer_of(application)[1].decode()
        assert "being upgraded" in answer_of(application, "/en/")[1].decode()
        assert answer_of(application, "/healthz")[0] == "200 OK"
    reason("")
    assert answer_of(application) == ("200 OK", b"page")


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_left_to_the_site() -> None:
    application = PausedByUpgrade(inner)
    with patch.object(pausing, "reason_to_pause", side_effect=DatabaseError):
        assert answer_of(application) == ("200 OK", b"page")


@pytest.mark.django_db
def test_a_worker_takes_no_job_during_an_upgrade_and_ends_after_one(
    reason: Callable[[str], None],
) -> None:
    worker = JobWorker()
    module = "opendti_site.operations.worker"
    with (
        patch(f"{module}.claim_job") as claim,
        patch(f"{module}.close_old_connections"),
    ):
        reason(PAUSED)
        worker.stopping.wait = lambda _seconds: None  # type: ignore[method-assign, assignment]
        worker._turn()  # noqa: SLF001 -- one turn
        assert not worker.stopping.is_set()
        reason(AHEAD)
        worker._turn()  # noqa: SLF001 -- one turn
    assert worker.stopping.is_set()
    assert not claim.called
