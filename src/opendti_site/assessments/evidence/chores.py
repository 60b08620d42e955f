"""Periodic work on evidence: files without a row are put aside, rows without a file are named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.models import Attachment
from opendti_site.assessments.evidence.storage import (
    folder,
    locked_store,
    path_of,
)
from opendti_site.operations.chores import Chore, Outcome, register
from opendti_site.operations.cleaning import older_than
from opendti_site.operations.private import make_private
from opendti_site.ui.later import later

EVIDENCE = "opendti_site.assessments.evidence"
DAY = timedelta(days=1)
GRACE = DAY  # a file is written before its row; no upload lasts so long
KEPT_ASIDE = timedelta(days=30)  # a row may have been lost by mistake


def register_all() -> None:
    """Register the sweep of files, and that of pictures made of them."""
    files, pictures = _("Đối chiếu tệp kiểm chứng"), _("Xóa ảnh xem trước cũ")
    register(Chore("evidence files", sweep, label=files, every=DAY))
    remove_pictures = later(f"{EVIDENCE}.previews.remove_old_pictures")
    hour, reading = timedelta(hours=1), _("Đọc tệp PDF lưu từ trước")
    register(Chore("previews", remove_pictures, label=pictures, every=hour))
    read_earlier = later(f"{EVIDENCE}.facts.read_earlier_files")
    register(Chore("facts of PDF", read_earlier, label=reading, every=hour))


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
