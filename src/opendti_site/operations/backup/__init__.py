"""The whole site in one file or folder, and back: the database and every uploaded file."""

from __future__ import annotations

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.restore import Restored, restore
from opendti_site.operations.backup.write import back_up

__all__ = ["BackupError", "Restored", "back_up", "restore"]
