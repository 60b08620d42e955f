"""A file as it is handed to a reader."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from opendti.errors import Fault, UsageError, cannot_open


@dataclass(frozen=True, slots=True)
class SourceFile:
    """
    An open file.

    `name` is what a person calls it, for faults. `path` opens it again; it has
    nothing to do with the name, so that a name cannot make a reader open anything
    else.
    """

    name: str
    path: Path

    @property
    def size(self) -> int:
        """Return its length in bytes."""
        return self.path.stat().st_size

    def read(self) -> bytes:
        """Return the whole file."""
        return self.path.read_bytes()


@contextmanager
def open_source(file: Path | bytes) -> Iterator[int]:
    """
    Open a file of a path, or of bytes such as an upload; give its descriptor.

    Raises
    ------
    UsageError
        There is no such file, or it is a folder, a pipe or a device.
    """
    descriptor = _held(file) if isinstance(file, bytes) else _opened(file)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def nameless_file() -> int:
    """Return the descriptor of an empty file that has no name, and so is never left over."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("opendti", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())


def write_all(descriptor: int, data: bytes) -> None:
    """Write everything, in as many pieces as it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(descriptor, rest) :]


def _held(data: bytes) -> int:
    descriptor = nameless_file()
    write_all(descriptor, data)
    return descriptor


def _opened(path: Path) -> int:
    try:
        # A pipe would wait for a writer.
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        raise cannot_open(path, error) from None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise UsageError(Fault("not_a_file", file=str(path)))
    return descriptor
