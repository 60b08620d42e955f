"""
Where files of evidence lie: below the data directory, outside every served folder, by their digests.

A file that several documents have is kept once. It stays while any of them names it; what none
names is put aside by the sweep, which takes the store's lock as a writer does: of two that come at
one moment either the writer's file is young when the sweep looks, or it is written after.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile

from opendti_site.operations.durable import flush_names
from opendti_site.operations.kept_files import folder_of_kept_files
from opendti_site.operations.private import make_private

HEX = frozenset("0123456789abcdef")
DIGEST_LENGTH = 64


def folder() -> Path:
    """Return the folder of the store; no address leads to it, so nothing can be linked past the view."""
    return Path(settings.DATA_DIR) / "evidence"


def path_of(sha256: str) -> Path:
    """Return where the file of a digest lies; what is no digest is no path."""
    if len(sha256) != DIGEST_LENGTH or not HEX.issuperset(sha256):
        message = "no digest of a file"
        raise ValueError(message)
    return folder() / sha256[:2] / sha256


@contextmanager
def locked_store() -> Iterator[None]:
    """Hold the store alone, for the moment of a rename."""
    lock = folder_of_kept_files() / "evidence.lock"
    make_private(lock.parent)
    descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def store(upload: UploadedFile[bytes], sha256: str) -> None:
    """
    Keep an upload under its digest, in the place of the same bytes that are there already.

    It appears when all of it is on the disk, and not before: a full disk or a kill leaves nothing
    here. Its name is on the disk too before a row names it, which may lie on another one.
    """
    target = path_of(sha256)
    make_private(target.parent)
    with TemporaryUploadedFile(sha256, "", 0, None) as whole:
        upload.seek(0)
        for piece in upload.chunks():
            whole.write(piece)
        whole.flush()
        os.fsync(whole.fileno())
        with locked_store():
            Path(whole.temporary_file_path()).replace(target)
    flush_names(target, below=folder().parent)
