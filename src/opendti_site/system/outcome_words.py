"""What came of chores and backups, for every code; the rows of older versions have their text alone."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.operations.models import BackupRecord, ChoreRecord
from opendti_site.ui.translatable import StrOrPromise

OUTCOMES: dict[str, StrOrPromise] = {
    "drill_done": _(
        "%(name)s: khôi phục xong trong %(seconds)s giây, nhật ký và dữ liệu nguyên vẹn"
    ),
    "drill_without_setting": _("chưa đặt %(setting)s"),
    "drill_without_backup": _("chưa có bản sao lưu hằng ngày nào được ghi cùng mã băm"),
    "backup_unwritable": _("Không ghi được bản sao lưu vào %(path)s: %(cause)s"),
    "storage_refuses": _("Kho S3 từ chối: %(error)s"),
    "backup_entangled": _("OPENDTI_BACKUP_TO và thư mục dữ liệu nằm trong nhau"),
}
CAUSES: dict[str, StrOrPromise] = {
    "EACCES": _("người dùng của dịch vụ không có quyền ghi ở đó"),
    "EPERM": _("người dùng của dịch vụ không có quyền ghi ở đó"),
    "ENOTDIR": _("một phần của đường dẫn không phải là thư mục"),
    "ENOENT": _("không có thư mục ấy"),
    "ENOSPC": _("ổ đĩa đã đầy"),
    "EDQUOT": _("đã hết hạn mức ổ đĩa"),
    "EROFS": _("ổ đĩa chỉ cho đọc"),
    "EIO": _("ổ đĩa báo lỗi phần cứng"),
}
"""Why the operating system refused, by the name of its error."""


def outcome_of(chore: ChoreRecord) -> str:
    """Return what a chore did last, or the last fault that it found."""
    lines = chore.outcome.splitlines()
    return _words(chore.code, chore.params, lines[-1][:300] if lines else "")


def fault_of(backup: BackupRecord) -> str:
    """Return why a backup is none, in the reader's language; empty for one that is."""
    return _words(backup.code, backup.params, backup.fault)


def _words(code: str, params: dict[str, str | int], text: str) -> str:
    if code not in OUTCOMES:
        return text
    known = dict(params)
    if "cause" in known:
        known["cause"] = str(CAUSES.get(str(known["cause"]), known["cause"]))
    return str(OUTCOMES[code]) % known
