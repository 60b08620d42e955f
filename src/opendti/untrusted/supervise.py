"""Supervision of one child process: wait for its end, or kill it at the time limit."""

from __future__ import annotations

import os
import select
import signal
from contextlib import suppress

from opendti.untrusted.worker import NO_MEMORY, Job, work

_ENDS = {
    signal.SIGXCPU: "time",
    signal.SIGALRM: "time",
    # Native readers abort where no memory is left.
    signal.SIGABRT: "memory",
    signal.SIGXFSZ: "output",
}

_CODES = {0: "", NO_MEMORY: "memory"}


def supervise(job: Job) -> str:
    """
    Run a job in a child of this process.

    Returns
    -------
    str
        How it ended: "" where the child wrote an answer; "time", "memory", "output" or
        "failed" where it could not.
    """
    child = os.fork()
    if child == 0:
        work(job)
    try:
        is_over = _is_over_in(child, job.limits.wall)
    finally:
        with suppress(ProcessLookupError, PermissionError):
            # The group as well: a reader may have started processes of its own.
            os.killpg(child, signal.SIGKILL)
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        _pid, status = os.waitpid(child, 0)
    if not is_over:
        return "time"
    if os.WIFSIGNALED(status):
        return _ENDS.get(signal.Signals(os.WTERMSIG(status)), "failed")
    return _CODES.get(os.WEXITSTATUS(status), "failed")


def _is_over_in(child: int, seconds: float) -> bool:
    """Wait for a process to end; return whether it did."""
    # A handle and not a number: a number may be given to another process once this one has
    # ended.
    handle = os.pidfd_open(child)
    try:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(handle)
