"""Checks of the data folder that run before every command of the site but `restore` and `doctor`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks

from opendti_site.operations.backup.restore import interrupted_restores
from opendti_site.operations.backup.storage import (
    ENTANGLED,
    NOWHERE,
    is_no_target,
    overlaps_data_folder,
)


def check_interrupted_restore(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse to run over a database and files that may not belong together."""
    folders = interrupted_restores()
    if not folders:
        return []
    message = (
        "a restore was interrupted: the database and the files may not belong together"
    )
    hint = f"Run `opendti site restore … --force` again. What lay here before is in {folders[0]}/replaced until then."
    return [checks.Error(message, hint=hint, id="operations.E001")]


def check_backup_target(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Refuse a target of backups that is no whole path, or lies in the data folder or around it."""
    if is_no_target(settings.BACKUP_TO):
        hint = f"It is {settings.BACKUP_TO!r}, which each process would look for below the folder that it was started in."
        return [checks.Error(NOWHERE, hint=hint, id="operations.E003")]
    if not overlaps_data_folder(settings.BACKUP_TO):
        return []
    hint = f"Set OPENDTI_BACKUP_TO to a folder on another disk; it is {settings.BACKUP_TO}, and the data folder {settings.DATA_DIR}."
    return [checks.Error(ENTANGLED, hint=hint, id="operations.E002")]
