"""Periodic work on evidence: files without a row are put aside, rows without a file are named."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.evidence.models import Document
from opendti_site.assessments.evidence.previews import remove_old_pictures
from opendti_site.assessments.evidence.storage import evidence_storage
from opendti_site.operations.chores import Chore, Outcome, register
from opendti_site.operations.cleaning import older_than
from opendti_site.operations.private import make_private

DAY = timedelta(days=1)
GRACE = DAY  # a file is written before its row; no upload lasts so long
KEPT_ASIDE = timedelta(days=30)  # a row may have been lost by mistake


def register_all() -> None:
    """Register the sweep of files, and that of pictures made of them."""
    files, pictures = _("Đối chiếu tệp kiểm chứng"), _("Xóa ảnh xem trước cũ")
    register(Chore("evidence files", sweep, label=files, every=DAY))
    hour = timedelta(hours=1)
    register(Chore("previews", remove_old_pictures, label=pictures, every=hour))


def sweep() -> Outcome:
    """Move files that no row names aside, remove old ones from there, name missing files."""
    orphans = [path for path in _files(_evidence()) if older_than(path, GRACE)]
    known = set(_named_files())
    aside = 0
    for path in orphans:
        if path.relative_to(_evidence()).as_posix() not in known:
            _put_aside(path)
            aside += 1
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


def _evidence() -> Path:
    return Path(evidence_storage().location)


def _aside() -> Path:
    return Path(settings.DATA_DIR) / "orphans"


def _named_files() -> Iterator[str]:
    rows = Document.objects.exclude(file="").values_list("file", flat=True)
    return iter(rows.iterator())


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _put_aside(path: Path) -> None:
    target = _aside() / path.relative_to(_evidence())
    make_private(target.parent)
    os.utime(path)  # the days aside count from now
    path.replace(target)


def _remove_old() -> int:
    old = [path for path in _files(_aside()) if older_than(path, KEPT_ASIDE)]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _missing(names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        if not (_evidence() / name).is_file():
            yield name
