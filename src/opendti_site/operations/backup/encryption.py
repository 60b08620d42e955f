"""Backups that only the holder of an identity can read, in the format of age (age-encryption.org).

The site knows recipients, which are public; the identity that reads lies elsewhere.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Protocol

from django.conf import settings
from pyrage import DecryptError, IdentityError, RecipientError, decrypt_io, encrypt_io
from pyrage.x25519 import Identity, Recipient

from opendti_site.operations.backup.errors import BackupError

SUFFIX = ".age"
COMMENT = "#"


def recipients() -> list[Recipient]:
    """Return for whom backups are encrypted; none where they are not."""
    return [_recipient(written) for written in settings.BACKUP_RECIPIENTS]


def _recipient(written: str) -> Recipient:
    try:
        return Recipient.from_str(written)
    except RecipientError as error:
        message = (
            f"OPENDTI_BACKUP_RECIPIENTS: {written!r} is no recipient of age: {error}"
        )
        raise BackupError(message, "recipient_wrong", written=written) from error


class ByteSink(Protocol):
    """What encrypted parts are written to."""

    def write(self, data: bytes, /) -> int:
        """Take a part."""

    def flush(self) -> None:
        """Hand on what waits."""


class EncryptedFile:
    """A file to write to, each part of which goes encrypted into another one.

    The library reads from one file and writes to another, so a thread carries the parts over.
    """

    def __init__(self, target: ByteSink, readers: Sequence[Recipient]) -> None:
        """Begin; `target` stays open."""
        reading, writing = os.pipe()
        self._source, self._sink = os.fdopen(reading, "rb"), os.fdopen(writing, "wb")
        self._target, self._readers = target, readers
        self._fault: Exception | None = None
        self._thread = Thread(target=self._encrypt, daemon=True)
        self._thread.start()

    def _encrypt(self) -> None:
        with self._source:
            try:
                encrypt_io(self._source, self._target, self._readers)
            except Exception as error:  # noqa: BLE001 -- raised anew for the writer
                self._fault = error

    def write(self, data: bytes) -> int:
        """Take a part; raise OSError where the target takes no more."""
        try:
            return self._sink.write(data)
        except BrokenPipeError:
            self.close()
            raise

    def flush(self) -> None:
        """Do nothing: only the whole can be read."""

    def close(self) -> None:
        """Wait until everything is in the target; raise OSError if it is not."""
        # The thread has ended by a fault, which is raised below.
        with suppress(BrokenPipeError):
            self._sink.close()
        self._thread.join()
        if self._fault is not None:
            # As the error of a file: a full disk is recognised by its number in `args`.
            raise OSError(*self._fault.args) from self._fault


def decrypt(source: Path, target: Path, identity: Path) -> None:
    """Write the readable backup into a new file; raise BackupError where the identity is another's."""
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with source.open("rb") as file, os.fdopen(descriptor, "wb") as written:
        try:
            decrypt_io(file, written, _identities(identity))
        except DecryptError as error:
            message = f"{source} cannot be decrypted with {identity}: {error}"
            raise BackupError(message, "not_decrypted", name=source.name) from error


def _identities(path: Path) -> list[Identity]:
    # An identity file of age has comments; only the lines of keys are read.
    lines = path.read_text("ascii").split()
    secrets = [line for line in lines if line.startswith("AGE-SECRET-KEY-")]
    try:
        found = [Identity.from_str(secret) for secret in secrets]
    except IdentityError as error:
        message = f"{path} holds no identity of age: {error}"
        raise BackupError(message, "no_identity", path=str(path)) from error
    if not found:
        message = f"{path} holds no identity of age"
        raise BackupError(message, "no_identity", path=str(path))
    return found


def new_identity(path: Path) -> str:
    """Write a new identity into a new file of the site's user alone; return its recipient."""
    identity = Identity.generate()
    recipient = str(identity.to_public())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{COMMENT} public key: {recipient}\n{identity}\n")
    return recipient
