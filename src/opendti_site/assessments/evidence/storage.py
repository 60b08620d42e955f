"""Where files of evidence lie: below the data directory, outside every served folder."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import FileSystemStorage


def evidence_storage() -> FileSystemStorage:
    """Return the storage; it has no address of its own, so nothing can be linked past the view."""
    return FileSystemStorage(location=settings.DATA_DIR / "evidence", base_url=None)
