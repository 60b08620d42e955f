"""A backup as a folder or as a tar file: written whole or not at all, read with every hash checked."""

from __future__ import annotations

import io
import os
import tarfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import IO, Protocol, cast

from pyrage.x25519 import Recipient

from opendti_site.operations.backup import manifest
from opendti_site.operations.backup.encryption import SUFFIX, EncryptedFile
from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.leftovers import STAGED, in_use, remove, sweep
from opendti_site.operations.backup.manifest import (
    FileRecord,
    HashingReader,
    HashingWriter,
    Manifest,
)
from opendti_site.operations.durable import flush_folder, flush_tree
from opendti_site.operations.private import make_private

TAR_MODES = {".tar": "w|", ".tgz": "w|gz", ".tar.gz": "w|gz"}


class Writer(Protocol):
    """Something that takes the files of a backup."""

    sha256: str
    """Of what was written, in hexadecimal digits; empty for a folder, and until `finish`."""

    def abandon(self) -> None:
        """Close what a backup that failed has open."""

    def add(self, path: Path, name: str) -> None:
        """Take a file in, under a name of the backup."""

    def finish(self) -> None:
        """Write the manifest, and everything to the disk."""


class FolderWriter:
    """Writes a backup as a folder."""

    sha256 = ""

    def __init__(self, folder: Path, listed: Manifest) -> None:
        """Make the folder, for the site's user only."""
        folder.mkdir(mode=0o700)
        self._folder, self._manifest = folder, listed

    def add(self, path: Path, name: str) -> None:
        """Copy a file."""
        target = self._folder / name
        make_private(target.parent)
        with path.open("rb") as source, _new_file(target) as copied:
            self._manifest.files[name] = manifest.copy(source, copied.write)
            _flush(copied)

    def finish(self) -> None:
        """Write the manifest."""
        with _new_file(self._folder / manifest.NAME) as file:
            file.write(self._manifest.write().encode())
            _flush(file)

    def abandon(self) -> None:
        """Nothing is open between two files."""


class TarWriter:
    """Writes a backup as one tar file."""

    sha256 = ""

    def __init__(
        self, path: Path, mode: str, listed: Manifest, readers: Sequence[Recipient]
    ) -> None:
        """Make the file, for the site's user only; encrypted where readers are named."""
        self._file = _new_file(path)
        self._hashed = HashingWriter(self._file)
        self._encrypted = EncryptedFile(self._hashed, readers) if readers else None
        sink = self._encrypted or self._hashed
        self._tar = tarfile.open(fileobj=sink, mode=mode)  # type: ignore[call-overload]  # noqa: SIM115 -- closed by finish
        self._manifest = listed

    def add(self, path: Path, name: str) -> None:
        """Append a file."""
        with path.open("rb") as source:
            entry = tarfile.TarInfo(name)
            # Of the open file, not of the path: a tar entry needs its size before its bytes, and
            # the file of that name may be replaced in between.
            entry.size = os.fstat(source.fileno()).st_size
            # Neither owners nor modes of this machine are kept: a restore makes them anew.
            entry.mode = 0o600
            reader = HashingReader(source)
            self._tar.addfile(entry, reader)
        self._manifest.files[name] = reader.record

    def finish(self) -> None:
        """Append the manifest and close the file."""
        text = self._manifest.write().encode()
        entry = tarfile.TarInfo(manifest.NAME)
        entry.size, entry.mode = len(text), 0o600
        self._tar.addfile(entry, io.BytesIO(text))
        self._tar.close()
        if self._encrypted is not None:
            self._encrypted.close()
        _flush(self._file)
        self._file.close()
        self.sha256 = self._hashed.hexdigest()

    def abandon(self) -> None:
        """Close the stream now: as garbage it would write once more, and print that it can't."""
        with suppress(OSError, ValueError):
            if self._tar.fileobj is not None:
                self._tar.fileobj.close()


@contextmanager
def new_archive(
    target: Path, listed: Manifest, readers: Sequence[Recipient] = ()
) -> Iterator[Writer]:
    """Yield a writer; the target appears when the block ends, and only if all went well.

    `.tar`, `.tar.gz` and `.tgz` are files, encrypted ones with readers (and `.age` behind
    their names); any other name is a folder.
    """
    # Before anything else: an older backup is worth more than the one that is about to be made.
    if target.exists():
        message = f"{target} is there already; a backup overwrites nothing"
        raise BackupError(message, "backup_exists", path=str(target))
    make_private(target.parent)
    # Beside the target, so that the rename at the end is within one file system and atomic.
    partial = target.with_name(f"{STAGED}{target.name}.partial")
    sweep(target.parent)
    mode = _tar_mode(target)
    if readers and mode is None:
        message = "an encrypted backup is one file: .tar.gz.age"
        raise BackupError(message)
    try:
        writer = (
            TarWriter(partial, mode, listed, readers)
            if mode
            else FolderWriter(partial, listed)
        )
        # A lock on it tells `sweep` of another process that this partial backup is not abandoned.
        with in_use(partial):
            try:
                yield writer
                writer.finish()
            except BaseException:
                writer.abandon()
                raise
            if partial.is_dir():
                flush_tree(partial)
            partial.rename(target)
            flush_folder(target.parent)
    # Also of KeyboardInterrupt and SystemExit: half a backup must not be left behind.
    except BaseException:
        remove(partial)
        raise


def _tar_mode(target: Path) -> str | None:
    name = target.name.removesuffix(SUFFIX)
    return next((mode for end, mode in TAR_MODES.items() if name.endswith(end)), None)


def unpack(source: Path, folder: Path) -> Manifest:
    """Copy a backup into an empty folder; raise BackupError unless every hash fits."""
    if not source.exists():
        message = f"there is no backup at {source}"
        raise BackupError(message)
    records = _copied(source, folder)
    listed = manifest.read_manifest(folder / manifest.NAME)
    # The manifest does not list itself.
    del records[manifest.NAME]
    differing = sorted(
        name
        for name in records.keys() | listed.files.keys()
        if records.get(name) != listed.files.get(name)
    )
    if differing:
        message = (
            f"the backup is damaged; not as its manifest says: {', '.join(differing)}"
        )
        raise BackupError(message, "backup_damaged", count=len(differing))
    return listed


def _copied(source: Path, folder: Path) -> dict[str, FileRecord]:
    """Copy everything in a backup into a folder; return what was copied, by name."""
    records = {}
    for name, file in _entries(source):
        target = folder / _harmless(name)
        # A tar may hold one name twice, and the second would replace what was verified of the
        # first.
        if name in records:
            message = f"the backup holds a file twice: {name}"
            raise BackupError(message)
        make_private(target.parent)
        with _new_file(target) as copied, _readable(source):
            records[name] = manifest.copy(file, copied.write)
            _flush(copied)
    return records


@contextmanager
def _readable(source: Path) -> Iterator[None]:
    """Explain that a backup ends too early or is no archive."""
    try:
        yield
    except (tarfile.TarError, EOFError, zlib.error) as error:
        message = f"{source} cannot be read as a backup: {error}"
        raise BackupError(message) from error


def _entries(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    """Yield the name and the open file of everything in a backup."""
    return _folder_entries(source) if source.is_dir() else _tar_entries(source)


def _folder_entries(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    for path in sorted(source.rglob("*")):
        if path.is_file():
            with path.open("rb") as file:
                yield path.relative_to(source).as_posix(), file


def _tar_entries(source: Path) -> Iterator[tuple[str, IO[bytes]]]:
    with _readable(source), tarfile.open(source) as tar:
        # Links and devices are left out: a link in a prepared archive could lead anywhere.
        for entry in filter(tarfile.TarInfo.isreg, tar):
            yield entry.name, cast("IO[bytes]", tar.extractfile(entry))


def _harmless(name: str) -> PurePosixPath:
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts:
        message = f"the backup holds a file outside of itself: {name}"
        raise BackupError(message)
    return path


def _new_file(path: Path) -> IO[bytes]:
    """Make a file that only the site's user can read."""
    # The mode at creation, not by chmod afterwards: there is no moment when others can read it.
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(descriptor, "wb")


def _flush(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
