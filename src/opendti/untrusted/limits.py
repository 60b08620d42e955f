"""How much a reader may take, in proportion to the size of its file."""

from __future__ import annotations

import resource
import signal
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1 << 20
_OPEN_FILES = 64
_WALL_PER_SECOND = 4
"""A busy machine gives a process a part of its processors only."""


@dataclass(frozen=True, slots=True)
class Limits:
    """
    Bounds of one child process.

    Attributes
    ----------
    memory
        Bytes beyond what the process had before it opened the file.
    seconds, wall
        Of the processor, and of the clock on the wall.
    output
        Bytes that may be handed back.
    """

    memory: int
    seconds: int
    wall: int
    output: int


@dataclass(frozen=True, slots=True)
class Allowance:
    """
    Limits for a file of any size: a part that every file has, and a part a byte.

    Attributes
    ----------
    memory, output
        Bytes for a file of no size.
    memory_per_byte, output_per_byte
        What each byte of the file adds; an archive unpacks to many times its size.
    seconds, seconds_per_megabyte
        Processor time.
    """

    memory: int = 128 * MEGABYTE
    memory_per_byte: int = 40
    output: int = 64 * MEGABYTE
    output_per_byte: int = 40
    seconds: int = 5
    seconds_per_megabyte: int = 2

    def limits(self, size: int) -> Limits:
        """Return the limits for a file of `size` bytes."""
        seconds = self.seconds + self.seconds_per_megabyte * size // MEGABYTE
        return Limits(
            memory=self.memory + self.memory_per_byte * size,
            seconds=seconds,
            wall=seconds * _WALL_PER_SECOND,
            output=self.output + self.output_per_byte * size,
        )


def apply_limits(limits: Limits) -> None:
    """
    Bind the running process; there is no way back.

    `RLIMIT_DATA` counts what is writable and private. `RLIMIT_AS` would count what
    thread pools and allocators reserve and never touch, hundreds of megabytes of it.
    """
    _bound(resource.RLIMIT_DATA, _data_in_use() + limits.memory)
    # At the soft limit the signal says why; at the hard one it is a bare kill.
    _bound(resource.RLIMIT_CPU, limits.seconds, limits.seconds + 2)
    _bound(resource.RLIMIT_FSIZE, limits.output)
    _bound(resource.RLIMIT_NOFILE, _OPEN_FILES)
    # A core file would put an upload's content, and the heap beside it, on the disk.
    _bound(resource.RLIMIT_CORE, 0)
    # Should the parent be killed, nobody else would end this process.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.alarm(limits.wall + 1)


def _bound(kind: int, soft: int, hard: int | None = None) -> None:
    _soft, maximum = resource.getrlimit(kind)
    wanted = soft if hard is None else hard
    # A hard limit can only be lowered by whoever is not root; one that is lower already stays.
    hard = wanted if maximum == resource.RLIM_INFINITY else min(wanted, maximum)
    resource.setrlimit(kind, (min(soft, hard), hard))


def _data_in_use() -> int:
    """Return the bytes that `RLIMIT_DATA` counts for this process already."""
    status = Path("/proc/self/status").read_text("ascii")
    line = next(line for line in status.splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024
