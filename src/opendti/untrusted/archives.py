"""What reading a ZIP archive from a stranger may raise."""

from __future__ import annotations

import zipfile
import zlib

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, OSError)
"""
What an archive raises that is damaged, locked, or packed in a way nobody knows.

`zipfile` raises a bare RuntimeError for a member with a password, and a kind of it for a
method of compression that it lacks.
"""
