"""The last backups, and the last verification of each kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.audit.models import Verification
from opendti_site.operations.backup.chores import (
    DRILL_EVERY,
    NO_BACKUP,
    NO_SETTING,
    RESTORE_DRILL,
)
from opendti_site.operations.models import BackupRecord, ChoreRecord
from opendti_site.system.outcome_words import fault_of, outcome_of
from opendti_site.ui.translatable import StrOrPromise

DAYS = 7
KEPT: dict[str, StrOrPromise] = {
    "d": _("%(n)s ngày gần nhất"),
    "w": _("%(n)s tuần gần nhất"),
    "m": _("%(n)s tháng gần nhất"),
    "y": _("%(n)s năm gần nhất"),
}
"""Periods of the rule by which old backups are removed; one backup of each is kept."""
RESULTS = 30
Words = dict[str, tuple[StrOrPromise, StrOrPromise]]
PARTS: Words = {
    "lines": (_("Chuỗi nhật ký"), _("mỗi dòng nối với dòng trước, có khóa")),
    "rows": (_("Dữ liệu đã niêm phong"), _("từng dòng đúng như lúc được ghi")),
    "anchors": (_("Mốc ngoài cơ sở dữ liệu"), _("nhật ký không bị cắt ở cuối")),
    "triggers": (_("Bảng dữ liệu"), _("không có lệnh tự chạy, không bị che")),
    "frameworks": (_("Bộ chỉ số"), _("nội dung đúng với mã đã ban hành")),
    "rounds": (_("Kỳ đánh giá"), _("bộ chỉ số của kỳ đúng như lúc mở")),
    "documents": (_("Tệp kiểm chứng"), _("mã băm từng tệp")),
    "runs": (_("Lần tính điểm"), _("số đầu vào đã chốt cho ra đúng điểm đã lưu")),
    "editions": (_("Bản công bố"), _("tính lại từ gói, đối chiếu với trang công khai")),
}


@dataclass(frozen=True, slots=True)
class BackupDay:
    """One day: `ok` with a backup, `bad` with failed ones alone, `none` without any."""

    day: date
    tone: str


@dataclass(frozen=True, slots=True)
class Backups:
    """The last backup that succeeded, the last that was tried, and the last seven days."""

    good: BackupRecord | None
    last: BackupRecord | None
    days: list[BackupDay]
    drill: ChoreRecord | None

    @property
    def is_daily(self) -> bool:
        """Whether the settings say where daily backups go."""
        return bool(settings.BACKUP_TO)

    @property
    def keep_rule(self) -> str:
        """How many of the last days, weeks, months and years keep a backup, in words."""
        parts = [str(KEPT[unit]) % {"n": n} for unit, n in settings.BACKUP_KEEP]
        return ", ".join(parts)

    @property
    def next_drill(self) -> datetime | None:
        """When the next drill is due; None where the last one is under way or there was none."""
        if self.drill is None or self.drill.started_at is None:
            return None
        return self.drill.started_at + DRILL_EVERY

    @property
    def drill_was_tried(self) -> bool:
        """Whether the last drill restored something, or tried to."""
        if self.drill is None or self.drill.code in {NO_SETTING, NO_BACKUP}:
            return False
        # A row of an older version has no code.
        return bool(self.drill.code) or not self.drill.outcome.startswith("not tried")

    @property
    def drill_outcome(self) -> str:
        """What came of the last drill, in the reader's language."""
        return outcome_of(self.drill) if self.drill else ""

    @property
    def last_fault(self) -> str:
        """Why the last backup that was tried is none; empty where it is one."""
        return fault_of(self.last) if self.last else ""


def backups() -> Backups:
    """Read the backups and the last drill, in four queries."""
    return Backups(
        good=BackupRecord.objects.filter(fault="").first(),
        last=BackupRecord.objects.first(),
        days=_days(),
        drill=ChoreRecord.objects
        .filter(pk=RESTORE_DRILL)
        .exclude(outcome="")
        .exclude(finished_at=None)
        .first(),
    )


def _days() -> list[BackupDay]:
    today = timezone.localdate()
    first = timezone.now() - timedelta(days=DAYS)
    recent = BackupRecord.objects.filter(started_at__gte=first)
    tones: dict[date, str] = {}
    for at, fault in recent.values_list("started_at", "fault"):
        day = timezone.localdate(at)
        # A backup that succeeded later on the same day makes up for one that failed.
        if tones.get(day) != "ok":
            tones[day] = "bad" if fault else "ok"
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    return [BackupDay(day, tones.get(day, "none")) for day in days]


@dataclass(frozen=True, slots=True)
class SealStatus:
    """What the last verification of one kind found."""

    name: str
    count: int
    found: int
    seconds: float
    at: datetime

    @property
    def is_whole(self) -> bool:
        """Whether nothing was found."""
        return not self.found

    @property
    def label(self) -> str:
        """What the kind is called."""
        return str(PARTS[self.name][0]) if self.name in PARTS else self.name

    @property
    def about(self) -> str:
        """What is compared."""
        return str(PARTS[self.name][1]) if self.name in PARTS else ""


def seals() -> list[SealStatus]:
    """Return the newest result of each kind that a kept verification looked at, in one query."""
    newest: dict[str, SealStatus] = {}
    kept = Verification.objects.values_list("finished_at", "parts")[:RESULTS]
    for at, parts in kept:
        for part in parts:
            # Newest first: the first result of a kind is the one to show. A verification that was
            # asked for lines alone has no other kinds.
            newest.setdefault(part["name"], SealStatus(**part, at=at))
    order = list(PARTS)
    return sorted(
        newest.values(),
        key=lambda seal: order.index(seal.name) if seal.name in PARTS else len(order),
    )
