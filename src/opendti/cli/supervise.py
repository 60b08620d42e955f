"""Processes kept alive together, and stopped together."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from threading import Event
from types import FrameType

PATIENCE = 10.0  # seconds that a process gets to finish what it is doing
MAX_PAUSE = 30.0  # seconds between two attempts to start a process that keeps dying
STEADY = 60.0  # seconds after which a process counts as healthy again
YOUNG = 5.0  # seconds: a vital process that ends this soon was never able to work
TICK = 0.2


PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None)


def _end_with_parent() -> None:
    """Ask the kernel to end this process with the supervisor, even if that is killed."""
    _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """A command that should run.

    is_vital: when it cannot even start, everything ends.
    every: it ends by itself and is due again so many seconds later.
    descriptors: open files that it inherits.
    """

    name: str
    command: Sequence[str]
    is_vital: bool = False
    every: float | None = None
    descriptors: Sequence[int] = ()
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 1.0
    due: float = 0.0
    is_proven: bool = False

    def start(self) -> None:
        """Start the command in a session of its own, so that we alone pass signals on."""
        self.process = subprocess.Popen(  # noqa: S603 -- our own commands
            self.command,
            start_new_session=True,
            pass_fds=self.descriptors,
            preexec_fn=_end_with_parent if sys.platform == "linux" else None,  # noqa: PLW1509 -- one thread
        )
        self.started = time.monotonic()

    def code(self) -> int | None:
        """Return the exit code of a process that is gone."""
        return None if self.process is None else self.process.poll()


@dataclass(slots=True)
class Supervisor:
    """Starts children, restarts those that die, and stops all of them."""

    children: Sequence[Child]
    report: Callable[[str], None]
    stopping: Event = field(default_factory=Event)

    def run(self) -> int:
        """Run until a signal comes or a vital child ends; give the exit code."""
        with self._signals():
            try:
                return self._watch()
            finally:
                self._stop()

    def _watch(self) -> int:
        for child in self.children:
            if child.every is None:
                child.start()
            else:  # not while everything else starts
                child.due = time.monotonic() + min(child.every, STEADY)
        while not self.stopping.wait(TICK):
            code = self._look_after()
            if code is not None:
                return code
        return 0

    def _look_after(self) -> int | None:
        """Start what is due, replan what died; give the exit code when all is over."""
        for child in self.children:
            if child.process is None and time.monotonic() >= child.due:
                child.start()
            code = child.code()
            if child.process is None:
                continue
            if code is None:
                child.is_proven |= time.monotonic() - child.started >= YOUNG
                continue
            if child.is_vital and not child.is_proven:
                self.report(f"the {child.name} ended by itself (exit code {code})")
                return code or 1
            self._postpone(child, code)
        return None

    def _postpone(self, child: Child, code: int) -> None:
        """Plan the next start, later after each early exit."""
        now = time.monotonic()
        if child.every is not None:
            child.due = now + child.every
            if code:
                self.report(f"{child.name} found faults (exit code {code})")
        else:
            young = now - child.started < STEADY
            self.report(f"the {child.name} ended (exit code {code}); starting it again")
            child.due = now + (child.pause if young else 0.0)
            child.pause = min(child.pause * 2, MAX_PAUSE) if young else 1.0
        if child.process is not None:
            sweep(child.process)
        child.process = None

    def _stop(self) -> None:
        """Ask all to finish, wait, and end whatever is left of them."""
        left = [child.process for child in self.children if child.process is not None]
        for process in left:
            process.terminate()
        deadline = time.monotonic() + PATIENCE
        for process in left:
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.0, deadline - time.monotonic()))
            sweep(process)

    @contextmanager
    def _signals(self) -> Iterator[None]:
        def stop(_number: int, _frame: FrameType | None) -> None:
            self.stopping.set()

        before = {
            number: signal.signal(number, stop)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def sweep(process: subprocess.Popen[bytes]) -> None:
    """End what a process leaves behind: its session is its own, so nothing else is hit."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
