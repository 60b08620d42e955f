"""Periodic work on evidence: files without a row are put aside, rows without a file are named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.facts import (
    find_facts,
    keep_facts,
    pdf_without_facts,
)
from opendti_site.assessments.evidence.models import Attachment
from opendti_site.assessments.evidence.previews import remove_old_pictures
from opendti_site.assessments.evidence.storage import (
    folder,
    locked_store,
    path_of,
)
from opendti_site.operations.chores import Chore, Outcome, counted, register
from opendti_site.operations.cleaning import older_than
from opendti_site.operations.private import make_private

DAY = timedelta(days=1)
GRACE = DAY  # a file is written before its row; no upload lasts so long
FILES_AT_ONCE = 50
"""PDF files that are read in one go: each takes up to some seconds."""
KEPT_ASIDE = timedelta(days=30)  # a row may have been lost by mistake


def register_all() -> None:
    """Register the sweep of files, and that of pictures made of them."""
    files, pictures = _("Đối chiếu tệp kiểm chứng"), _("Xóa ảnh xem trước cũ")
    register(Chore("evidence files", sweep, label=files, every=DAY))
    hour, reading = timedelta(hours=1), _("Đọc tệp PDF lưu từ trước")
    register(Chore("previews", remove_old_pictures, label=pictures, every=hour))
    register(Chore("facts of PDF", read_earlier_files, label=reading, every=hour))


def sweep() -> Outcome:
    """Move files that no row names aside, remove old ones from there, name missing files."""
    old = [path for path in _files(folder()) if older_than(path, GRACE)]
    known = _named_files()
    aside = sum(_put_aside(path) for path in old if path not in known)
    removed = _remove_old()
    done = [f"{aside} put aside"] * bool(aside) + [f"{removed} removed"] * bool(removed)
    missing = list(_missing(known))
    if missing:
        faults = tuple(f"the file {name} of a document is missing" for name in missing)
        about: dict[str, str | int] = {"count": len(missing), "first": missing[0]}
        return Outcome(", ".join(done), faults, code="evidence_missing", params=about)
    moved = {"aside": aside, "removed": removed}
    code = "evidence_swept" if done else ""
    return Outcome(", ".join(done), code=code, params=moved)


def read_earlier_files() -> Outcome:
    """Find what PDF files are like that were stored before that was asked; some at each time.

    A file that is missing is left to the sweep, which names it.
    """
    waiting = (file for file in pdf_without_facts() if file.path.is_file())
    read = 0
    for file in islice(waiting, FILES_AT_ONCE):
        keep_facts(find_facts(file))
        read += 1
    return counted("read", read, code="files_read")


def _aside() -> Path:
    return Path(settings.DATA_DIR) / "orphans"


def _named_files() -> set[Path]:
    """Return the files that any document has: one that several have is named by each."""
    rows = Attachment.objects.order_by().values_list("sha256", flat=True).distinct()
    return set(map(path_of, rows.iterator()))


def _files(top: Path) -> list[Path]:
    return [path for path in top.rglob("*") if path.is_file()]


def _put_aside(path: Path) -> bool:
    """Move a file aside, unless the same bytes came in again meanwhile."""
    target = _aside() / path.relative_to(folder())
    make_private(target.parent)
    with locked_store():
        if not older_than(path, GRACE):
            return False
        os.utime(path)  # the days aside count from now
        path.replace(target)
    return True


def _remove_old() -> int:
    old = [path for path in _files(_aside()) if older_than(path, KEPT_ASIDE)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _missing(paths: set[Path]) -> Iterator[str]:
    for path in sorted(paths):
        if not path.is_file():
            yield path.relative_to(folder()).as_posix()
