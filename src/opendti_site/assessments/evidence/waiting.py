"""A file that was sent and is asked about: it waits for the answer, so that nobody has to choose it again.

It lies among the uploads under way, which are swept after a day and are in no backup. The page has a
signed token for it, which is of no use to another person or for another criterion.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.crypto import get_random_string

SALT = __name__
PATIENCE = 6 * 3600
"""Seconds for which an answer gives the file back; less than uploads are kept."""


@dataclass(frozen=True, slots=True)
class WaitingFile:
    """Where a file waits, and what it was called."""

    path: Path
    name: str
    owner: str

    @property
    def token(self) -> str:
        """Return what the page sends to have the file back."""
        return signing.dumps([self.path.name, self.name, self.owner], salt=SALT)

    def read(self) -> UploadedFile[bytes] | None:
        """Return the file as if it had just been sent; None where it has been swept."""
        try:
            return SimpleUploadedFile(self.name, self.path.read_bytes())
        except FileNotFoundError:
            return None

    def forget(self) -> None:
        """Remove the file, once it is kept elsewhere or another one was chosen."""
        with suppress(OSError):  # it is swept later
            self.path.unlink(missing_ok=True)


def keep_waiting(upload: UploadedFile[bytes], owner: str) -> WaitingFile:
    """Keep a file for who sent it; `owner` names person and page."""
    path = Path(settings.FILE_UPLOAD_TEMP_DIR) / f"waiting-{get_random_string(32)}"
    waiting = WaitingFile(path, upload.name or "", owner)
    upload.seek(0)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            for piece in upload.chunks():
                file.write(piece)
    except OSError:
        waiting.forget()
        raise
    return waiting


def waiting_for(token: str, owner: str) -> WaitingFile | None:
    """Return the file of a token; None for one that is not theirs, or too old."""
    try:
        stored, name, of = signing.loads(token, salt=SALT, max_age=PATIENCE)
    except signing.BadSignature:
        return None
    path = Path(settings.FILE_UPLOAD_TEMP_DIR) / stored
    return WaitingFile(path, name, of) if of == owner else None
