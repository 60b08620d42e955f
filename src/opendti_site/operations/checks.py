"""Checks of the data folder that run before every command of the site but `restore`."""

from __future__ import annotations

from typing import Any

from django.core import checks

from opendti_site.operations.backup.restore import interrupted_restores


def check_interrupted_restore(**_kwargs: Any) -> list[checks.CheckMessage]:
    """Let nothing run over a database and files that may not belong together."""
    folders = interrupted_restores()
    if not folders:
        return []
    message = (
        "a restore was interrupted: the database and the files may not belong together"
    )
    hint = f"Run `opendti site restore … --force` again. What lay here before is in {folders[0]}/replaced until then."
    return [checks.Error(message, hint=hint, id="operations.E001")]
