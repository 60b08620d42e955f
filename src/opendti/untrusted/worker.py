"""The child process: it reads one file, writes its answer, and ends."""

from __future__ import annotations

import errno
import json
import os
import signal
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NoReturn

from opendti.errors import FaultsError, UsageError
from opendti.untrusted.limits import Limits, apply_limits
from opendti.untrusted.source import SourceFile, write_all

FAILED, NO_MEMORY = 1, 2
"""Exit codes of a child that could not write its error."""
_MAX_DESCRIPTORS = 65_536


@dataclass(frozen=True, slots=True)
class Job:
    """
    One file to read.

    Attributes
    ----------
    read
        The reader: `reader(source, out, **parameters)`.
    name
        What a person calls the file.
    parameters
        The reader's own.
    source, out, answer
        Descriptors: of the file, of what the reader writes, of its answer in JSON.
    """

    read: Callable[..., Any]
    name: str
    parameters: dict[str, Any]
    limits: Limits
    source: int
    out: int
    answer: int

    @property
    def descriptors(self) -> tuple[int, int, int]:
        """The only files that the child keeps open."""
        return self.source, self.out, self.answer


def work(job: Job) -> NoReturn:
    """Read in this process, which was forked for it; never returns."""
    code = FAILED
    try:
        # A group of its own, which the supervisor can end as a whole.
        os.setsid()
        _leave_everything(job.descriptors)
        apply_limits(job.limits)
        write_all(job.answer, json.dumps(_answer(job)).encode())
        code = 0
    except MemoryError:
        code = NO_MEMORY
    finally:
        # Without Python's farewell: it would flush the parent's buffers a second time.
        os._exit(code)


def _leave_everything(kept: Iterable[int]) -> None:
    """Close all files but those kept, redirect the standard streams, and clear the environment."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    # Descriptors of the parent are open here too: its database, its sockets, other people's
    # uploads.
    start = 3
    for descriptor in sorted(kept):
        os.closerange(start, descriptor)
        start = descriptor + 1
    os.closerange(start, _MAX_DESCRIPTORS)
    os.environ.clear()
    os.chdir("/")
    for kind in (signal.SIGINT, signal.SIGTERM, signal.SIGCHLD):
        signal.signal(kind, signal.SIG_DFL)


def _answer(job: Job) -> dict[str, Any]:
    """Return what was read, or what went wrong, as JSON holds it."""
    try:
        source = SourceFile(job.name, Path(f"/proc/self/fd/{job.source}"))
        with open(job.out, "wb", closefd=False) as out:
            return {"data": job.read(source, out, **job.parameters)}
    except FaultsError as error:
        faults = [asdict(fault) for fault in error.faults]
        return {"error": type(error).__name__, "faults": faults}
    except UsageError as error:
        return {"error": type(error).__name__, "fault": asdict(error.fault)}
    except MemoryError:
        return {"end": "memory"}
    except OSError as error:
        return {"end": "output" if error.errno == errno.EFBIG else "failed"}
    except BaseException:  # noqa: BLE001 -- a panic of a native reader is no Exception
        # Whatever a parser makes of a strange file is that file's fault.
        return {"end": "failed"}
