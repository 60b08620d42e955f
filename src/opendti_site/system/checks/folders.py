"""Folders that must be written, files that nobody else may read, and where anchors go."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from pwd import getpwuid

from django.conf import settings
from django.db import connection

from opendti_site.audit.anchors import anchor_files
from opendti_site.audit.keys import KeyMissingError, key_named
from opendti_site.audit.models import ChainHead
from opendti_site.system.problems import Problem

OTHERS = stat.S_IRWXG | stat.S_IRWXO


def permissions() -> Iterator[Problem]:
    """Yield folders that cannot be written, and what others may read or own."""
    data = Path(settings.DATA_DIR)
    for folder in (data, Path(settings.FILE_UPLOAD_TEMP_DIR)):
        if not os.access(folder, os.W_OK | os.X_OK):
            yield Problem("folder_unwritable", "bad", {"path": folder})
    for path in [data, *_private_files()]:
        about = path.stat()
        if about.st_mode & OTHERS:
            mode = f"{stat.S_IMODE(about.st_mode):o}"
            yield Problem("file_readable", "warn", {"path": path, "mode": mode})
        if about.st_uid != os.geteuid():
            owner = {"path": path, "owner": _name_of(about.st_uid)}
            yield Problem("file_of_another", "warn", owner)


def audit_key() -> Iterator[Problem]:
    """Yield a key file without the key that seals the next line."""
    head = ChainHead.objects.exclude(key="").first()
    if head is None:
        return
    try:
        key_named(head.key)
    except KeyMissingError:
        about = {"path": settings.AUDIT_KEY_FILE, "key": head.key}
        yield Problem("audit_key_missing", "bad", about)


def anchors() -> Iterator[Problem]:
    """Yield anchors that cannot be written, and anchors that lie nowhere but beside the data."""
    files = anchor_files()
    for path in files:
        near = path if path.exists() else path.parent
        if not os.access(near, os.W_OK):
            yield Problem("anchor_unwritable", "bad", {"path": path})
    data = Path(settings.DATA_DIR)
    is_outside = len(files) < len(settings.AUDIT_ANCHORS) or any(
        data not in path.resolve().parents for path in files
    )
    if not is_outside and not settings.DEMO:
        yield Problem("anchor_beside_data", "warn")


def _private_files() -> list[Path]:
    found = [Path(path) for path in settings.KEY_FILES.values()]
    if connection.vendor == "sqlite":
        found.append(Path(str(connection.settings_dict["NAME"])))
    return [path for path in found if path.is_file()]


def _name_of(user: int) -> str:
    with suppress(KeyError):
        return getpwuid(user).pw_name
    return str(user)
