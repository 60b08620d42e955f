"""What keeps a backup from being written or restored."""

from __future__ import annotations


class BackupError(Exception):
    """A backup cannot be written, read or restored; the message says why."""
