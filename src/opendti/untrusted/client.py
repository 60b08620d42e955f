"""Reading a file in a child process, as the rest of the product asks for it."""

from __future__ import annotations

import atexit
import json
import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

from opendti.errors import FaultsError, TableError
from opendti.untrusted.faults import error_of, limit_fault
from opendti.untrusted.limits import Limits
from opendti.untrusted.readers import READERS, load_reader
from opendti.untrusted.source import nameless_file, open_source, write_all
from opendti.untrusted.supervise import supervise
from opendti.untrusted.worker import Job

_QUIET = {"jemalloc_bg_thd\n", "polars-ooc-clea\n"}
"""Threads that Polars starts when it is imported, which survive a fork or do nothing."""
_GRACE = 30
"""Seconds beyond the job's own: the server may have to start first."""


@dataclass(frozen=True, slots=True)
class ReaderResult:
    """What a reader returned, and the file that it wrote."""

    data: Any
    out: BinaryIO


@dataclass(frozen=True, slots=True)
class _Request:
    address: str
    name: str
    parameters: dict[str, Any]
    limits: Limits


class _Process:
    """What this process may do, and its server."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.may_fork = False
        self.owner = 0
        self.control: socket.socket | None = None
        self.server: subprocess.Popen[bytes] | None = None


_PROCESS = _Process()


def allow_fork() -> None:
    """Allow this process to fork directly: a command line of one thread, which saves a start."""
    _PROCESS.may_fork = True


@contextmanager
def read_untrusted(
    reader: str,
    file: Path | bytes,
    name: str,
    *,
    refusal: type[FaultsError] = TableError,
    limits: Limits | None = None,
    **parameters: Any,
) -> Iterator[ReaderResult]:
    """
    Read a file in a child process.

    Parameters
    ----------
    reader
        A name of `READERS`.
    file
        A path, or the bytes of an upload.
    name
        What a person calls the file, for faults.
    refusal
        The error that is raised where the child came to its limits.
    limits
        Other limits than those of the reader for a file of this size.
    **parameters
        The reader's own; what JSON holds.

    Raises
    ------
    FaultsError
        What the reader raised, or `refusal`.
    UsageError
        There is no such file, or the reader raised it.
    """
    with ExitStack() as stack:
        source = stack.enter_context(open_source(file))
        known = READERS[reader]
        # By the open descriptor: the file of that name may be another one by now.
        bound = limits or known.allowance.limits(os.fstat(source).st_size)
        request = _Request(known.address, name, parameters, bound)
        answer, out = (_SharedFile(stack) for _ in range(2))
        end = _run(request, source, out.descriptor, answer.descriptor)
        found = json.loads(answer.file().read()) if not end else {"end": end}
        if "end" in found:
            raise refusal([limit_fault(found["end"], name, bound)])
        if "error" in found:
            raise error_of(found)
        yield ReaderResult(found["data"], out.file())


class _SharedFile:
    """A nameless file that the child writes and the parent reads."""

    def __init__(self, stack: ExitStack) -> None:
        self.descriptor = nameless_file()
        self.stack = stack
        stack.callback(os.close, self.descriptor)

    def file(self) -> BinaryIO:
        """Return it, from its start."""
        os.lseek(self.descriptor, 0, os.SEEK_SET)
        opened = open(self.descriptor, "rb", closefd=False)  # noqa: SIM115 -- the stack closes it
        return self.stack.enter_context(opened)


def _run(request: _Request, source: int, out: int, answer: int) -> str:
    if _PROCESS.may_fork and _has_no_pool():
        job = Job(
            load_reader(request.address),
            request.name,
            request.parameters,
            request.limits,
            source,
            out,
            answer,
        )
        return supervise(job)
    # A server that was ended while it was asked says nothing; a new one is asked once more.
    for _attempt in range(2):
        end = _asked(request, source, out, answer)
        if end is not None:
            return end
    return "failed"


def _asked(request: _Request, source: int, out: int, answer: int) -> str | None:
    with ExitStack() as stack:
        # In a file, not on the socket: the words of a request may be longer than a message.
        words = nameless_file()
        stack.callback(os.close, words)
        write_all(words, json.dumps(asdict(request)).encode())
        ours, theirs = os.pipe2(os.O_CLOEXEC)
        stack.callback(os.close, ours)
        try:
            _ask([words, source, out, answer, theirs])
        finally:
            os.close(theirs)
        return _end_of(ours, request.limits.wall + _GRACE)


def _has_no_pool() -> bool:
    """
    Return whether no thread runs that a fork would leave half-way.

    NumPy's and the allocator's threads are made for a fork; a pool of Polars is not,
    and is there from its first use on.
    """
    if threading.active_count() > 1:
        return False
    # The kernel's list and not Python's: a thread pool of a native library is unknown to
    # `threading`.
    own = Path("/proc/self/comm").read_text("utf-8")
    return set(thread_names(Path("/proc/self/task"))) <= {own, *_QUIET}


def thread_names(tasks: Path) -> Iterator[str]:
    """Yield the name of each thread; one may end between its listing and its reading."""
    for task in tasks.iterdir():
        with suppress(FileNotFoundError, ProcessLookupError):
            yield (task / "comm").read_text("utf-8")


def _ask(descriptors: list[int]) -> None:
    """Hand a job to the server of this process; start one where there is none."""
    with _PROCESS.lock:
        for control in (_control(), None):
            try:
                socket.send_fds(control or _started(), [b"."], descriptors)
            except (BrokenPipeError, ConnectionResetError):
                # It had nothing to do for a while, and ended.
                continue
            return
    message = "the server of untrusted files does not start"
    raise RuntimeError(message)


def _control() -> socket.socket | None:
    """Return the way to the server; None where it is another process's or has ended."""
    server = _PROCESS.server
    if _PROCESS.owner != os.getpid() or server is None or server.poll() is not None:
        return None
    return _PROCESS.control


def _started() -> socket.socket:
    _drop()
    ours, theirs = socket.socketpair()
    with theirs:
        _PROCESS.server = subprocess.Popen(  # noqa: S603 -- our own module
            [sys.executable, "-m", "opendti.untrusted.server", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            # Nothing of our own environment: it holds the site's secrets, and a reader is what
            # an attacker may take over.
            env={
                "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
                "LC_ALL": "C.UTF-8",
            },
            cwd="/",
            stdin=subprocess.DEVNULL,
            # So that Ctrl+C in a terminal ends the site in order and not its readers first.
            start_new_session=True,
        )
    _PROCESS.control, _PROCESS.owner = ours, os.getpid()
    return ours


def _drop() -> None:
    """Forget the server: it has ended, or is about to, or belongs to the process we were forked from."""
    if _PROCESS.control is not None:
        _PROCESS.control.close()
    if _PROCESS.server is not None and _PROCESS.owner == os.getpid():
        _PROCESS.server.kill()
        _PROCESS.server.wait()


# Without this a server that waits for work would outlive the program by a moment.
atexit.register(_drop)


def _end_of(pipe: int, seconds: float) -> str | None:
    """Return how a job ended, as its supervisor writes it; None where it wrote nothing."""
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    if not poll.poll(seconds * 1000):
        return "time"
    written = os.read(pipe, 64)
    return str(json.loads(written)) if written else None
