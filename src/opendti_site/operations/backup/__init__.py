"""The whole site in one file or folder, and back: the database and every uploaded file."""

from __future__ import annotations

from opendti_site.operations.backup.errors import BackupError
from opendti_site.operations.backup.restore import RestoreReport, restore
from opendti_site.operations.backup.write import back_up

__all__ = ["BackupError", "RestoreReport", "back_up", "restore"]
