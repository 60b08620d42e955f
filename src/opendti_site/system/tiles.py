"""The figures at the top of the page, each with its state in a word."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from opendti.numeric.text import NO_VALUE
from opendti_site.mail.queries import MailCounts
from opendti_site.operations.models import Worker
from opendti_site.system.amounts import amount, duration
from opendti_site.system.problems import Problem
from opendti_site.system.queries.jobs import JobCounts
from opendti_site.system.queries.protection import Backups, SealStatus
from opendti_site.system.queries.storage import DiskUsage
from opendti_site.ui.dates import moment
from opendti_site.ui.templatetags.numbers import percent, write_number

LEAST = 0.1
"""The shortest time that is shown, in thousandths of a second."""
SLOW = 0.25
"""Seconds of a question that reads no table, above which the database is slow."""


@dataclass(frozen=True, slots=True)
class StatusTile:
    """One figure: where it is explained, its unit, its state as tone and word, and a note."""

    label: str
    anchor: str
    figure: str
    unit: str
    tone: str
    state: str
    note: str


def worker_tile(workers: list[Worker]) -> StatusTile:
    """How many workers run, and when the last of them was seen."""
    label = _("Tiến trình nền")
    if not workers:
        note = _("việc nền và thư phải chờ")
        return StatusTile(label, "viec", "0", "", "bad", _("Không chạy"), note)
    last = max(worker.seen_at for worker in workers)
    seconds = max(int((timezone.now() - last).total_seconds()), 0)
    note = _("nhịp gần nhất %(seconds)s giây trước") % {"seconds": seconds}
    return StatusTile(label, "viec", str(len(workers)), "", "ok", _("Đang chạy"), note)


def job_tile(counts: JobCounts) -> StatusTile:
    """How many jobs have failed, or else how many have not ended."""
    label = _("Việc nền")
    about = {"running": counts.running, "waiting": counts.waiting}
    note = _("%(running)s đang chạy, %(waiting)s chờ") % about
    if counts.failed:
        figure, unit = write_number(counts.failed, 0), _("lỗi")
        return StatusTile(label, "viec", figure, unit, "bad", _("Cần xử lý"), note)
    figure, unit = write_number(counts.open, 0), _("chưa xong")
    return StatusTile(label, "viec", figure, unit, "ok", _("Bình thường"), note)


def backup_tile(backups: Backups, problems: list[Problem]) -> StatusTile:
    """When the last backup that succeeded was made."""
    label, good = _("Sao lưu"), backups.good
    tone = _worst(problems, "sao-luu")
    words = {"ok": _("Đạt"), "warn": _("Cần xem"), "bad": _("Cần xử lý")}
    if good is None:
        is_demo = settings.DEMO and tone == "ok"
        state = _("Bản chạy thử") if is_demo else _("Chưa có")
        return StatusTile(
            label,
            "sao-luu",
            NO_VALUE,
            "",
            "none" if is_demo else tone,
            state,
            _("chưa sao lưu lần nào"),
        )
    at = timezone.localtime(good.started_at)
    is_today = at.date() == timezone.localdate()
    unit = _("hôm nay") if is_today else at.strftime("%d/%m")
    note = f"{amount(good.size)}, {duration(good.seconds)}"
    return StatusTile(
        label, "sao-luu", at.strftime("%H:%M"), unit, tone, words[tone], note
    )


def seal_tile(seals: list[SealStatus], problems: list[Problem]) -> StatusTile:
    """How many kinds were found whole."""
    label, tone = _("Niêm phong"), _worst(problems, "niem-phong")
    if not seals:
        note = _("chưa có kết quả từng phần")
        return StatusTile(label, "niem-phong", NO_VALUE, "", tone, _("Chưa kiểm"), note)
    whole = sum(not seal.found for seal in seals)
    words = {"ok": _("Nguyên vẹn"), "warn": _("Cần xem"), "bad": _("Không khớp")}
    note = _("kiểm lúc %(at)s") % {"at": moment(max(seal.at for seal in seals))}
    figure = f"{whole}/{len(seals)}"
    return StatusTile(label, "niem-phong", figure, "", tone, words[tone], note)


def mail_tile(counts: MailCounts, problems: list[Problem]) -> StatusTile:
    """How many letters wait."""
    label, tone = _("Thư điện tử"), _worst(problems, "thu")
    figure, unit = write_number(counts.waiting, 0), _("chờ gửi")
    about = {"count": write_number(counts.sent, 0)}
    note = _("%(count)s thư đã gửi trong 24 giờ") % about
    if not settings.MAIL_IS_SET:
        note = _("chưa đặt máy chủ thư")
        return StatusTile(label, "thu", figure, unit, "none", _("Không gửi"), note)
    words = {"ok": _("Bình thường"), "warn": _("Cần xem"), "bad": _("Cần xử lý")}
    return StatusTile(label, "thu", figure, unit, tone, words[tone], note)


def disk_tile(disk: DiskUsage, problems: list[Problem]) -> StatusTile:
    """How much of the disk is taken."""
    tone = _worst(problems, "o-dia")
    words = {"ok": _("Còn chỗ"), "warn": _("Sắp đầy"), "bad": _("Đầy")}
    about = {"free": amount(disk.free), "total": amount(disk.total)}
    note = _("còn %(free)s trên %(total)s") % about
    figure = percent(disk.used / disk.total)
    return StatusTile(_("Ổ đĩa"), "o-dia", figure, "", tone, words[tone], note)


def database_tile(seconds: float, name: str) -> StatusTile:
    """How long the database took for one question just now."""
    thousandths = seconds * 1000
    figure = write_number(max(thousandths, LEAST), 1)
    figure = f"< {figure}" if thousandths < LEAST else figure
    note = _("%(name)s, một câu hỏi lúc mở trang") % {"name": name}
    is_quick = seconds < SLOW
    state = _("Bình thường") if is_quick else _("Chậm")
    tone = "ok" if is_quick else "warn"
    return StatusTile(_("Cơ sở dữ liệu"), "phien-ban", figure, "ms", tone, state, note)


def version_tile(applied: int, problems: list[Problem]) -> StatusTile:
    """Return the version of the program, and whether the tables fit it."""
    tone = _worst(problems, "phien-ban")
    state = _("Khớp cơ sở dữ liệu") if tone == "ok" else _("Cần xem")
    note = ngettext(
        "%(count)s bước chuyển đổi", "%(count)s bước chuyển đổi", applied
    ) % {"count": applied}
    return StatusTile(
        _("Phiên bản"), "phien-ban", version("opendti"), "", tone, state, note
    )


def _worst(problems: list[Problem], anchor: str) -> str:
    levels = {problem.level for problem in problems if problem.anchor == anchor}
    return "bad" if "bad" in levels else "warn" if levels else "ok"
