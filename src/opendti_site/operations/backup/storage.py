"""Where scheduled backups go: a folder, or a bucket of an S3-compatible storage."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Protocol, TypeVar
from urllib.parse import parse_qsl, urlsplit

from django.conf import settings

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.leftovers import work_folder

T = TypeVar("T")
BUCKET = "s3://"
ENTANGLED = "OPENDTI_BACKUP_TO and the data folder lie in each other: a backup there would be lost with the data, and kept in the next backup"
NOWHERE = "OPENDTI_BACKUP_TO must be a whole path such as /var/backups/opendti, or s3://BUCKET/PREFIX"
PIECE = 1024 * 1024
Write = Callable[[Path], object]
"""Writes a backup at a path where nothing is yet."""


class Storage(Protocol):
    """Something that keeps backups by their names."""

    def put(self, name: str, write: Write) -> None:
        """Keep what `write` writes; whole or not at all."""

    def names(self) -> list[str]:
        """List the names of everything that is kept."""

    def remove(self, name: str) -> None:
        """Keep it no longer."""

    def fetch(self, name: str, folder: Path, size: int) -> Path:
        """Copy it into the folder, where nobody else changes it; return the path.

        Raise BackupError unless it has `size` bytes: anything may lie there, without an end.
        """


class FolderStorage:
    """A folder of this machine, or one that is mounted."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; it is made with the first backup."""
        self._folder = folder

    def put(self, name: str, write: Write) -> None:
        """Write it there: it appears when it is complete."""
        write(self._folder / name)

    def names(self) -> list[str]:
        """List the files."""
        return [path.name for path in self._folder.glob("*") if path.is_file()]

    def remove(self, name: str) -> None:
        """Remove the file."""
        (self._folder / name).unlink(missing_ok=True)

    def fetch(self, name: str, folder: Path, size: int) -> Path:
        """Copy the file; raise BackupError where it cannot be read, or has another size."""
        try:
            # Not waiting: a pipe instead of a file would never open.
            opened = os.open(self._folder / name, os.O_RDONLY | os.O_NONBLOCK)
            with os.fdopen(opened, "rb") as file:
                about = os.fstat(opened)
                _refuse_other_size(
                    name, about.st_size if stat.S_ISREG(about.st_mode) else None, size
                )
                return _copied(file, folder / name, size)
        except OSError as error:
            message = f"{name} cannot be read where backups go: {error}"
            raise BackupError(message, "backup_unreadable", name=name) from error


class BucketStorage:
    """A bucket: `s3://bucket/prefix?endpoint=https://…`; credentials come from the AWS variables."""

    def __init__(self, address: str) -> None:
        """Take the address; raise BackupError without the library."""
        if find_spec("boto3") is None:
            message = "s3:// needs one more package: pip install 'opendti[s3]'"
            raise BackupError(message, "bucket_without_library")
        parts = urlsplit(address)
        options = dict(parse_qsl(parts.query))
        self._bucket, self._prefix = parts.netloc, parts.path.strip("/")
        boto3: Any = import_module("boto3")
        try:
            self._client: Any = boto3.client("s3", endpoint_url=options.get("endpoint"))
        except ValueError as error:
            message = f"OPENDTI_BACKUP_TO: {error}"
            raise BackupError(message, "target_unusable", target=address) from error
        self._errors: tuple[type[Exception], ...] = (
            import_module("botocore.exceptions").BotoCoreError,
            import_module("botocore.exceptions").ClientError,
            import_module("boto3.exceptions").Boto3Error,
        )

    def put(self, name: str, write: Write) -> None:
        """Write it beside the uploads, then send it; a bucket shows whole objects alone."""
        with work_folder(Path(settings.FILE_UPLOAD_TEMP_DIR)) as folder:
            path = folder / name
            write(path)
            self._ask(
                self._client.upload_file, str(path), self._bucket, self._key(name)
            )

    def names(self) -> list[str]:
        """List the objects below the prefix."""
        return self._ask(self._listed)

    def _listed(self) -> list[str]:
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self._bucket, Prefix=self._key("")
        )
        found = [entry["Key"] for page in pages for entry in page.get("Contents", [])]
        return [key.removeprefix(self._key("")) for key in found]

    def remove(self, name: str) -> None:
        """Delete the object."""
        self._ask(self._client.delete_object, Bucket=self._bucket, Key=self._key(name))

    def fetch(self, name: str, folder: Path, size: int) -> Path:
        """Download it into the folder; raise BackupError where it has another size."""
        key = self._key(name)
        found = self._ask(self._client.get_object, Bucket=self._bucket, Key=key)
        _refuse_other_size(name, found["ContentLength"], size)
        return self._ask(_copied, found["Body"], folder / name, size)

    def _key(self, name: str) -> str:
        return f"{self._prefix}/{name}" if self._prefix else name

    def _ask(self, ask: Callable[..., T], *arguments: Any, **named: Any) -> T:
        """Ask the storage; what it refuses is a BackupError."""
        try:
            return ask(*arguments, **named)
        except self._errors as error:
            message = f"the storage of backups refuses: {error}"
            raise BackupError(message, "storage_refuses", error=str(error)) from error


def _refuse_other_size(name: str, found: int | None, size: int) -> None:
    if found != size:
        what = "no file" if found is None else f"{found} bytes"
        message = f"{name} is not what this site wrote: it is {what}, and {size} bytes were noted"
        raise BackupError(message, "backup_not_ours", name=name)


def _copied(source: IO[bytes], target: Path, size: int) -> Path:
    """Copy no more than this many bytes: what grows meanwhile fills no disk."""
    with target.open("xb") as file:
        while size and (piece := source.read(min(PIECE, size))):
            size -= file.write(piece)
    return target


def storage_at(target: str) -> Storage:
    """Return the storage that a setting names.

    Raise BackupError where it is no whole path, holds the data folder or lies in it.
    """
    if is_no_target(target):
        message = f"{NOWHERE}, not {target!r}"
        raise BackupError(message, "target_unusable", target=target)
    if target.startswith(BUCKET):
        return BucketStorage(target)
    if overlaps_data_folder(target):
        raise BackupError(ENTANGLED, "backup_entangled")
    return FolderStorage(Path(target))


def is_no_target(target: str) -> bool:
    """Return whether a target is neither a bucket nor a whole path.

    `S3://…`, or `backups`, would be another folder for each process, below where it was started.
    """
    if target.startswith(BUCKET):
        return not urlsplit(target).netloc
    return bool(target) and not Path(target).is_absolute()


def overlaps_data_folder(target: str) -> bool:
    """Return whether a folder of backups lies in the data folder, holds it, or is the same."""
    if not target or target.startswith(BUCKET) or is_no_target(target):
        return False
    backups, data = Path(target).resolve(), Path(settings.DATA_DIR).resolve()
    return backups.is_relative_to(data) or data.is_relative_to(backups)


def address_of(name: str) -> str:
    """Return what a backup in the storage of the settings is noted as."""
    return f"{settings.BACKUP_TO.partition('?')[0]}/{name}"
