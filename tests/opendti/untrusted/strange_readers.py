"""Readers that behave as parsers of strange files do; they are run in the child process."""

from __future__ import annotations

import ctypes
import os
import pathlib
import subprocess
import sys
import time
from typing import Any, BinaryIO

from opendti.errors import Fault, TableError, UsageError
from opendti.framework import yaml
from opendti.framework.confined import read_document_file
from opendti.untrusted import SourceFile

MEGABYTE = 1 << 20


def echo(source: SourceFile, out: BinaryIO, **parameters: Any) -> dict[str, Any]:
    out.write(source.read())
    return {"name": source.name, "size": source.size, **parameters}


def surroundings(source: SourceFile, out: BinaryIO) -> dict[str, Any]:
    return {
        "environment": dict(os.environ),
        "descriptors": [int(name) for name in os.listdir("/proc/self/fd")],  # noqa: PTH208 -- names of descriptors
        "folder": os.getcwd(),  # noqa: PTH109 -- the very question
    }


def take_memory(source: SourceFile, out: BinaryIO, *, megabytes: int) -> int:
    return len(bytearray(megabytes * MEGABYTE))


def take_memory_natively(source: SourceFile, out: BinaryIO) -> None:
    # Native code that finds no memory aborts.
    os.abort()


def take_time(source: SourceFile, out: BinaryIO) -> None:
    while True:
        pass


def sleep(source: SourceFile, out: BinaryIO, *, note: str) -> None:
    # Its own child must not outlive it.
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with pathlib.Path(note).open("w", encoding="ascii") as file:
        file.write(f"{os.getpid()} {child.pid}")
    time.sleep(600)


def write_much(source: SourceFile, out: BinaryIO) -> None:
    out.writelines(bytes(MEGABYTE) for _piece in range(200))


def crash(source: SourceFile, out: BinaryIO) -> None:
    ctypes.string_at(0)


def fail_reading(source: SourceFile, out: BinaryIO) -> None:
    raise KeyError(source.name)


def recurse(source: SourceFile, out: BinaryIO) -> Any:
    return recurse(source, out)


def leave(source: SourceFile, out: BinaryIO) -> None:
    raise SystemExit(0)


def refuse(source: SourceFile, out: BinaryIO) -> None:
    raise TableError([
        Fault("number_expected", {"found": 1.5}, file=source.name, row=3, column="b")
    ])


def misuse(source: SourceFile, out: BinaryIO) -> None:
    message = f"{source.name}: no such part"
    raise UsageError(message)


def read_document_of_any_depth(
    source: SourceFile, out: BinaryIO, **parameters: Any
) -> dict[str, Any]:
    yaml._refused = lambda _events: iter(())  # the child ends after this file
    return read_document_file(source, out, **parameters)
