"""The list of what a backup holds: every file with its size and SHA-256."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from opendti_site.operations.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = 1
PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file's size in bytes and its SHA-256 in hexadecimal digits."""

    size: int
    sha256: str


@dataclass(slots=True)
class Manifest:
    """Where a backup comes from, and what it holds by name; names use `/`."""

    database: str  # Django's name of the engine: sqlite or postgresql
    program: str
    created_at: str
    migrations: list[str] = field(default_factory=list)  # that the database has had
    files: dict[str, FileRecord] = field(default_factory=dict)

    def write(self) -> str:
        """Return the manifest as JSON."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1, sort_keys=True)


def read_manifest(path: Path) -> Manifest:
    """Read a manifest; raise BackupError when there is none or it is of another format."""
    try:
        fields: dict[str, Any] = json.loads(path.read_text("utf-8"))
        if fields.pop("format") != FORMAT:
            message = "this backup was written by another version of the program"
            raise BackupError(message)
        records = fields.pop("files")
        files = {name: FileRecord(**record) for name, record in records.items()}
        return Manifest(files=files, **fields)
    except FileNotFoundError:
        message = "this is no whole backup: its manifest is missing"
        raise BackupError(message) from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        message = f"the manifest of the backup cannot be read: {error}"
        raise BackupError(message) from error


class HashingReader:
    """A file that counts and hashes what is read from it."""

    def __init__(self, file: IO[bytes]) -> None:
        """Wrap an open file."""
        self._file = file
        self._digest = hashlib.sha256()
        self._size = 0

    def read(self, size: int = -1) -> bytes:
        """Read on, as files do."""
        piece = self._file.read(size)
        self._digest.update(piece)
        self._size += len(piece)
        return piece

    @property
    def record(self) -> FileRecord:
        """Return what was read so far."""
        return FileRecord(self._size, self._digest.hexdigest())


class HashingWriter:
    """Hashes what is written to a file: a hash that is read back would be of what a storage gives back."""

    def __init__(self, file: IO[bytes]) -> None:
        """Wrap a file; it stays open."""
        self._file = file
        self._digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        """Write, as files do."""
        self._digest.update(data)
        return self._file.write(data)

    def flush(self) -> None:
        """Hand on what waits."""
        self._file.flush()

    def hexdigest(self) -> str:
        """Return the SHA-256 of what was written so far."""
        return self._digest.hexdigest()


def copy(source: IO[bytes], write: Callable[[bytes], object]) -> FileRecord:
    """Copy a file in pieces; return what was copied."""
    reader = HashingReader(source)
    while piece := reader.read(PIECE):
        write(piece)
    return reader.record
