"""
Pictures of documents, for who may read them: made in the child process of strange files, and kept.

They are kept by the content of the file, so that a file that is shown again, or that several units
hold, is read once; also that no picture can be made of one. The oldest are removed by housekeeping.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from opendti_site.assessments.evidence.bridge import picture_in
from opendti_site.assessments.evidence.enums import FileState
from opendti_site.assessments.evidence.facts import facts_of
from opendti_site.assessments.evidence.files import file_fault
from opendti_site.assessments.evidence.models import PDF, Attachment
from opendti_site.operations.chores import Outcome, counted
from opendti_site.operations.cleaning import older_than
from opendti_site.operations.kept_files import folder_of_kept_files, keep, read_kept

MAX_PAGES = 1_000
"""Pages that are shown of a file; whoever wants more downloads it."""
KEPT_BYTES = 500 * 1024 * 1024
RETENTION = timedelta(days=30)
CONTENT_TYPES = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
"""What we make, by its first bytes."""
PATIENCE = 10.0
"""Seconds that a request waits for others that make pictures."""
MAKING = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as a picture; without content where `state` says why there is none."""

    state: str
    content: bytes = b""

    @property
    def content_type(self) -> str:
        """Return the kind of picture."""
        starts = self.content.startswith
        return next(kind for start, kind in CONTENT_TYPES.items() if starts(start))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a page shows of a document: `page` of `pages`, and the state of its picture.

    `state` is "shown", "other" for a kind of file without pictures, a fault of the kept file, or why
    there is no picture.
    """

    state: str
    page: int = 1
    pages: int = 1
    in_file: int = 1
    is_scanned: bool = False

    @property
    def before(self) -> int:
        """Return the page before; 0 if there is none."""
        return self.page - 1

    @property
    def after(self) -> int:
        """Return the page after; 0 if there is none."""
        return self.page + 1 if self.page < self.pages else 0


def preview_of(attachment: Attachment, page: int) -> Preview:
    """Return what a page of a file shows; a page beyond the last one is the last one."""
    if not attachment.has_preview:
        return Preview("other")
    fault = file_fault(attachment)
    if fault:
        return Preview(fault)
    if attachment.content_type != PDF:
        return Preview(picture_of(attachment, 1).state)
    facts = facts_of(attachment)
    if facts.state not in {FileState.READABLE, FileState.NO_TEXT}:
        return Preview(facts.state)
    pages = min(facts.pages, MAX_PAGES)
    page = min(max(page, 1), pages)
    state = picture_of(attachment, page).state
    is_scanned = facts.state == FileState.NO_TEXT
    return Preview(state, page, pages, facts.pages, is_scanned)


def picture_of(attachment: Attachment, page: int) -> Picture:
    """Return the picture of a page, made if it must be."""
    if not attachment.has_preview or not 1 <= page <= MAX_PAGES:
        return Picture("no_page")
    path = _path(attachment, page)
    kept = read_kept(path)
    if kept is not None:
        return _picture(kept)
    if not MAKING.acquire(timeout=PATIENCE):
        return Picture("busy")
    try:
        kept = read_kept(path)
        return _picture(kept) if kept is not None else _made(attachment, page, path)
    finally:
        MAKING.release()


def remove_old_pictures() -> Outcome:
    """Remove pictures that were made long ago, and the oldest where all take too much room."""
    files = [path for path in _folder().rglob("*") if path.is_file()]
    by_age = sorted(files, key=_made_at)
    room = sum(map(_size, files)) - KEPT_BYTES
    removed = 0
    for path in by_age:
        if room <= 0 and not older_than(path, RETENTION):
            break
        room -= _size(path)
        path.unlink(missing_ok=True)
        removed += 1
    return counted("removed", removed, code="files_removed")


def _made(attachment: Attachment, page: int, path: Path) -> Picture:
    fault = file_fault(attachment)
    if fault:
        return Picture(fault)
    source = attachment.path
    state, content = picture_in(source, attachment.content_type, page)
    picture = Picture(state, content if state == "shown" else b"")
    keep(path, picture.content or picture.state.encode())
    return picture


def _picture(kept: bytes) -> Picture:
    """Read what was kept: a picture, or the word why there is none."""
    if kept.startswith(tuple(CONTENT_TYPES)):
        return Picture("shown", kept)
    return Picture(kept.decode())


def _folder() -> Path:
    return folder_of_kept_files() / "previews"


def _path(attachment: Attachment, page: int) -> Path:
    digest = attachment.sha256
    return _folder() / digest[:2] / f"{digest}.{page}"


def _made_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:  # another process removed it
        return 0.0


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0
