"""The site's keys, apart from its data: who holds both could forge what the keys prove."""

from __future__ import annotations

import json
import os
from pathlib import Path

from django.conf import settings

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.durable import flush_folder, flushed_beside

SECRET = "OPENDTI_SECRET_KEY"  # noqa: S105 -- the name of a variable


def write_keys(path: Path) -> None:
    """Write the keys into a new file that only the site's user can read."""
    secrets_ = {"environment": {SECRET: settings.SECRET_KEY}, "files": {}}
    for name, file in settings.KEY_FILES.items():
        if file.exists():
            secrets_["files"][name] = file.read_text("ascii")
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        message = f"{path} is there already; keys overwrite nothing"
        raise BackupError(message) from None
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as written:
            json.dump(secrets_, written, indent=1)
            written.flush()
            os.fsync(descriptor)
        flush_folder(path.parent)
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def restore_keys(path: Path) -> None:
    """Put the key files back; a different key of the chain that is there already is never replaced.

    A secret key is: where the environment sets none, a site makes one as soon as it starts, this
    command included. The one that was there is kept beside it.
    """
    try:
        files: dict[str, str] = json.loads(path.read_text("ascii"))["files"]
    except (OSError, ValueError, KeyError) as error:
        message = f"{path} cannot be read as a file of keys: {error}"
        raise BackupError(message) from error
    for name, text in files.items():
        target: Path = settings.KEY_FILES[name]
        if target.exists() and target.read_text("ascii") == text:
            continue
        if target.exists() and name != "secret_key":
            message = (
                f"{target} holds another key; move it away first if it is not needed"
            )
            raise BackupError(message)
        if target.exists():
            target.replace(target.with_name(f"{name}.replaced"))
        with flushed_beside(target, text.encode("ascii")) as fresh:
            fresh.replace(target)
