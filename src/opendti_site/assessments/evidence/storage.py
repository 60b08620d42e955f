"""Where files of evidence lie: below the data directory, outside every served folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import TemporaryUploadedFile

from opendti_site.operations.durable import flush_names


class WholeFileStorage(FileSystemStorage):
    """A file appears under its name when all of it is on the disk, and not before."""

    def _save(self, name: str, content: File[Any]) -> str:
        """Write next to the data, then rename; a full disk or a kill leaves nothing here.

        The name is on the disk too before the file's row is written, which may lie on another one.
        """
        with TemporaryUploadedFile(name, "", 0, None) as whole:
            for piece in content.chunks():
                whole.write(piece)
            whole.flush()
            os.fsync(whole.fileno())
            kept: str = super()._save(name, whole)  # type: ignore[misc]  # documented, not in the stubs
        flush_names(Path(self.path(kept)), below=Path(self.location).parent)
        return kept


def evidence_storage() -> FileSystemStorage:
    """Return the storage; it has no address of its own, so nothing can be linked past the view."""
    return WholeFileStorage(location=settings.DATA_DIR / "evidence", base_url=None)
