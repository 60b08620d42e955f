"""
Files that can be made again, kept in the folder `made` of the data folder; they are in no backup.

Each carries a code by the site's secret key: one that was changed by hand is not there any more.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from opendti_site.operations.private import make_private

FOLDER = "made"
CODE_LENGTH = 64


def folder_of_kept_files() -> Path:
    """Return the folder; it may not be there yet."""
    return Path(settings.DATA_DIR) / FOLDER


def read_kept(path: Path) -> bytes | None:
    """Return a kept file; None where there is none, or where it is not as it was made."""
    try:
        raw = path.read_bytes()
    except OSError:
        return None
    code, content = raw[:CODE_LENGTH], raw[CODE_LENGTH:]
    return content if constant_time_compare(code, _code(path, content)) else None


def keep(path: Path, content: bytes) -> None:
    """Keep a file whole or not at all; a full disk keeps nobody from reading it."""
    # With the process in its name: two processes that make one file do not write into each
    # other's.
    part = path.with_name(f"{path.name}.{os.getpid()}")
    with suppress(OSError):
        make_private(path.parent)
        try:
            part.write_bytes(_code(path, content) + content)
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)


def _code(path: Path, content: bytes) -> bytes:
    salt = f"{__name__}.{path.name}"
    return salted_hmac(salt, content, algorithm="sha256").hexdigest().encode()
