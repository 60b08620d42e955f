"""What is on the disk of the data folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from opendti_site.operations.models import StorageRecord
from opendti_site.operations.storage import DATABASE, OTHER, disk
from opendti_site.system.queries.growth import day_when_full
from opendti_site.ui.translatable import StrOrPromise

KINDS: dict[str, StrOrPromise] = {
    DATABASE: gettext_lazy("Cơ sở dữ liệu"),
    "files": gettext_lazy("Tài liệu kiểm chứng"),
    "made": gettext_lazy("Tệp tải về lập sẵn"),
    "uploads": gettext_lazy("Tệp đang tải lên"),
    "orphans": gettext_lazy("Tệp chờ xóa"),
    OTHER: gettext_lazy("Khóa, mốc và tệp khác"),
}
COLOURS = 4


class StoragePart(NamedTuple):
    """One kind on the disk, or elsewhere: a database may lie on another machine."""

    label: str
    css: str
    size: int
    is_here: bool = True


@dataclass(frozen=True, slots=True)
class DiskShare:
    """One part of the disk: its bytes, and where its bar begins and how long it is, in per cent as texts."""

    label: str
    css: str
    size: int
    x: str
    width: str


@dataclass(frozen=True, slots=True)
class DiskUsage:
    """The disk of the data folder."""

    free: int
    total: int
    shares: list[DiskShare]
    measured_at: datetime | None
    day_when_full: date | None

    @property
    def used(self) -> int:
        """Bytes that are taken."""
        return self.total - self.free


def disk_of_data(*, is_database_here: bool) -> DiskUsage:
    """Return what is on the disk: free space as it is now, kinds as they were measured last."""
    free, total = disk()
    record = StorageRecord.objects.order_by("-day").first()
    parts = list(_kinds(record.sizes if record else {}, is_database_here))
    ours = sum(part.size for part in parts if part.is_here)
    parts.append(StoragePart(_("Khác trên ổ đĩa"), "rest", max(total - free - ours, 0)))
    parts.append(StoragePart(_("Còn trống"), "free", free))
    return DiskUsage(
        free,
        total,
        shares=list(_shares(parts, total)),
        measured_at=record.measured_at if record else None,
        day_when_full=day_when_full(free, total, is_database_here=is_database_here),
    )


def _kinds(sizes: dict[str, int], is_database_here: bool) -> Iterator[StoragePart]:  # noqa: FBT001 -- passed on
    """Yield the kinds that take room, the largest first and darkest."""
    largest_first = sorted(sizes.items(), key=lambda item: -item[1])
    for rank, (kind, size) in enumerate(largest_first, start=1):
        if size:
            is_here = is_database_here or kind != DATABASE
            label = str(KINDS.get(kind, kind))
            yield StoragePart(label, f"d{min(rank, COLOURS)}", size, is_here)


def _shares(parts: list[StoragePart], total: int) -> Iterator[DiskShare]:
    at = 0.0
    for part in parts:
        width = 100 * part.size / total if part.is_here else 0.0
        yield DiskShare(part.label, part.css, part.size, f"{at:.2f}%", f"{width:.2f}%")
        at += width
