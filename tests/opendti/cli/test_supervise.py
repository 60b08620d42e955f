from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from opendti.cli.supervise import Child, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(60)"]


def waits_for(condition: object, seconds: float = 10) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():  # type: ignore[operator]
            return True
        time.sleep(0.02)
    return False


def leaves(code: int) -> list[str]:
    return [sys.executable, "-c", f"raise SystemExit({code})"]


@pytest.mark.parametrize(("code", "expected"), [(3, 3), (0, 1)])
def test_all_end_when_a_vital_child_ends(code: int, expected: int) -> None:
    messages: list[str] = []
    worker = Child("worker", SLEEP)
    children = (Child("web server", leaves(code), is_vital=True), worker)
    assert Supervisor(children, messages.append).run() == expected
    assert messages == [f"the web server ended by itself (exit code {code})"]
    assert worker.code() == -signal.SIGTERM


def test_a_dead_worker_is_started_again(tmp_path: Path) -> None:
    log = tmp_path / "starts"
    command = [sys.executable, "-c", f"open({str(log)!r}, 'a').write('x')"]
    messages: list[str] = []
    worker = Child("worker", command, pause=0.05)
    supervisor = Supervisor(
        (Child("web server", SLEEP, is_vital=True), worker), messages.append
    )

    def stop_after_two_starts() -> None:
        waits_for(lambda: log.exists() and len(log.read_text()) >= 2)
        supervisor.stopping.set()

    thread = threading.Thread(target=stop_after_two_starts)
    thread.start()
    assert supervisor.run() == 0
    thread.join()
    assert messages[0] == "the worker ended (exit code 0); starting it again"
    assert worker.pause > 0.05


def test_a_signal_stops_every_child() -> None:
    children = (Child("web server", SLEEP, is_vital=True), Child("worker", SLEEP))

    def signal_when_started() -> None:
        waits_for(lambda: all(child.process for child in children))
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    thread = threading.Thread(target=signal_when_started)
    thread.start()
    assert Supervisor(children, print).run() == 0
    thread.join()
    assert [child.code() for child in children] == [-signal.SIGTERM] * 2
    assert signal.getsignal(signal.SIGTERM) is before


def test_nothing_is_left_of_a_child_that_will_not_stop(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendti.cli.supervise.PATIENCE", 0.2)
    ready = tmp_path / "ready"
    deaf = (
        "import pathlib, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        f"pathlib.Path({str(ready)!r}).touch(); time.sleep(60)"
    )
    child = Child("web server", [sys.executable, "-c", deaf], is_vital=True)
    supervisor = Supervisor((child,), print)

    def stop_when_ready() -> None:
        waits_for(ready.exists)
        supervisor.stopping.set()

    thread = threading.Thread(target=stop_when_ready)
    thread.start()
    assert supervisor.run() == 0
    thread.join()
    assert child.code() == -signal.SIGKILL


def appended(log: Path) -> list[str]:
    """Return a command that notes each of its starts in a file."""
    return [sys.executable, "-c", f"open({str(log)!r}, 'a').write('x')"]


def run_until(supervisor: Supervisor, condition: object) -> int:
    """Run a supervisor until something has happened."""

    def stop() -> None:
        waits_for(condition)
        supervisor.stopping.set()

    thread = threading.Thread(target=stop)
    thread.start()
    code = supervisor.run()
    thread.join()
    return code


def test_vital_child_that_has_worked_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("opendti.cli.supervise.YOUNG", 0.2)
    log = tmp_path / "starts"
    command = [*appended(log)[:2], appended(log)[2] + "; import time; time.sleep(1)"]
    server = Child("web server", command, is_vital=True, pause=0.05)
    supervisor = Supervisor((server,), print)
    started_twice = lambda: log.exists() and len(log.read_text()) >= 2  # noqa: E731 -- a condition
    assert run_until(supervisor, started_twice) == 0
    assert server.is_proven


def test_periodic_child_runs_again_after_its_time_and_faults_are_reported(
    tmp_path: Path,
) -> None:
    log = tmp_path / "starts"
    command = [*appended(log)[:2], appended(log)[2] + "; raise SystemExit(1)"]
    messages: list[str] = []
    chores = Child("housekeeping", command, every=0.1)
    server = Child("web server", SLEEP, is_vital=True)
    supervisor = Supervisor((server, chores), messages.append)
    three_times = lambda: log.exists() and len(log.read_text()) >= 3  # noqa: E731 -- a condition
    assert run_until(supervisor, three_times) == 0
    assert set(messages) == {"housekeeping found faults (exit code 1)"}


def test_children_end_with_a_supervisor_that_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "pid"
    child = (
        "import os, pathlib, time;"
        f"pathlib.Path({str(file)!r}).write_text(str(os.getpid())); time.sleep(60)"
    )
    parent = (
        "import sys; from opendti.cli.supervise import Child, Supervisor;"
        f"Supervisor((Child('worker', [sys.executable, '-c', {child!r}]),), print).run()"
    )
    supervisor = subprocess.Popen([sys.executable, "-c", parent])  # noqa: S603 -- our own
    assert waits_for(lambda: file.exists() and file.read_text())
    supervisor.kill()
    supervisor.wait()
    assert waits_for(lambda: not Path(f"/proc/{file.read_text()}").exists())
