"""
Files of editions, made once and kept: an edition never changes, and its tables may be large.

A spreadsheet of 3,321 units takes a minute to write. So one request at a time makes such a
file, or housekeeping soon after the publication, and it is kept in the data folder under a
name that follows from what it shows.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from opendti_site.operations.chores import Outcome, counted
from opendti_site.operations.cleaning import older_than
from opendti_site.operations.kept_files import folder_of_kept_files, keep, read_kept
from opendti_site.operations.snapshots import one_moment
from opendti_site.publication import downloads
from opendti_site.publication.models import Edition
from opendti_site.publication.older import content_fault
from opendti_site.results.bridge import engine_version

RETENTION = timedelta(days=30)
FRESH = timedelta(days=1)
"""How long after its publication housekeeping makes an edition's files."""
PATIENCE = 2.0
"""Seconds that a request waits for the one that makes a file; most are made by then."""
KINDS: dict[str, Callable[[Edition], bytes]] = {
    "scores.csv": downloads.scores_csv,
    "scores.raw.csv": downloads.raw_scores_csv,
    "scores.xlsx": downloads.scores_xlsx,
    "answers.csv": downloads.answers_csv,
    "answers.raw.csv": downloads.raw_answers_csv,
}
MAKING = threading.Lock()


class FileInMakingError(Exception):
    """The file is not there yet, and another request makes one just now."""


def kept_file(edition: Edition, kind: str) -> bytes:
    """Return a file of an edition, made if it must be; raise FileInMakingError where that takes long."""
    path = _path(edition, kind)
    kept = read_kept(path)
    if kept is not None:
        return kept
    if not MAKING.acquire(timeout=PATIENCE):
        raise FileInMakingError
    try:
        # Read again under the lock: the request that held it before may have made this very
        # file.
        return read_kept(path) or _make_file(edition.pk, kind)
    finally:
        MAKING.release()


def _make_file(pk: int, kind: str) -> bytes:
    """Make a file of an edition, and keep it if its rows are as they were published.

    Others are shown as they are, never kept as if they were. Both are asked of one moment: rows that
    somebody changes by hand and puts right meanwhile would be in the file, and found to be whole.
    """
    with one_moment():
        edition = Edition.objects.get(pk=pk)
        content = KINDS[kind](edition)
        is_whole = not content_fault(edition)
    if is_whole:
        keep(_path(edition, kind), content)
    return content


def make_files() -> Outcome:
    """Make what is missing of the newest editions' files."""
    made = 0
    for edition in Edition.objects.filter(published_at__gt=timezone.now() - FRESH):
        for kind in KINDS:
            if not _path(edition, kind).exists():
                kept_file(edition, kind)
                made += 1
    return counted("made", made, code="files_made")


def remove_old_files() -> Outcome:
    """Remove files that were made long ago; whoever asks for one has it made again."""
    removed = 0
    for path in folder_of_kept_files().glob("*"):
        if path.is_file() and older_than(path, RETENTION):
            path.unlink(missing_ok=True)
            removed += 1
    return counted("removed", removed, code="files_removed")


def _path(edition: Edition, kind: str) -> Path:
    """Return where a file is kept: by all that decides what is in it."""
    manifest = json.dumps(edition.manifest, sort_keys=True)
    moment = edition.published_at.isoformat()
    parts = (engine_version(), edition.pk, moment, manifest, kind)
    return folder_of_kept_files() / hashlib.sha256(repr(parts).encode()).hexdigest()
