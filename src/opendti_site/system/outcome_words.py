"""What came of chores and backups, for every code; the rows of older versions have their text alone."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from opendti_site.operations.chores import known_chores
from opendti_site.operations.models import BackupRecord, ChoreRecord
from opendti_site.ui.translatable import StrOrPromise

OUTCOMES: dict[str, StrOrPromise] = {
    "drill_done": _(
        "%(name)s: khôi phục xong trong %(seconds)s giây, nhật ký và dữ liệu nguyên vẹn"
    ),
    "drill_without_setting": _("chưa đặt %(setting)s"),
    "drill_without_backup": _("chưa có bản sao lưu hằng ngày nào được ghi cùng mã băm"),
    "backup_without_target": _("chưa đặt nơi cất bản sao lưu (OPENDTI_BACKUP_TO)"),
    "backup_unwritable": _("Không ghi được bản sao lưu vào %(path)s: %(cause)s"),
    "storage_refuses": _("Kho S3 từ chối: %(error)s"),
    "backup_entangled": _("OPENDTI_BACKUP_TO và thư mục dữ liệu nằm trong nhau"),
    "target_unusable": _("Nơi cất bản sao lưu “%(target)s” không dùng được"),
    "bucket_without_library": _("Chưa cài phần dùng kho S3 (opendti[s3])"),
    "backup_unreadable": _("Không đọc được bản sao lưu %(name)s ở nơi cất"),
    "backup_not_ours": _("%(name)s không đúng với bản mà hệ thống đã ghi"),
    "backup_not_encrypted": _(
        "%(name)s chưa mã hóa; chỉ diễn tập được với bản sao lưu kế tiếp"
    ),
    "backup_damaged": _("Bản sao lưu bị hỏng: %(count)s tệp không đúng với bản kê"),
    "program_missing": _("Máy chủ thiếu chương trình %(program)s của PostgreSQL"),
    "program_failed": _("%(program)s không làm được: %(error)s"),
    "database_not_copied": _("Không sao chép được cơ sở dữ liệu: %(error)s"),
    "database_copy_damaged": _("Bản sao của cơ sở dữ liệu bị hỏng: %(error)s"),
    "drill_database_unusable": _(
        "Cơ sở dữ liệu để diễn tập (OPENDTI_DRILL_DATABASE_URL) không dùng được: %(error)s"
    ),
    "backup_exists": _("Đã có %(path)s; bản sao lưu không ghi đè tệp nào"),
    "recipient_wrong": _("Khóa mã hóa “%(written)s” không đúng"),
    "not_decrypted": _("Không giải mã được bản sao lưu %(name)s"),
    "no_identity": _("Tệp %(path)s không có khóa giải mã"),
    "drill_failed": _("Khôi phục dừng ở bước %(step)s: %(error)s"),
    "drill_database_in_use": _("Cơ sở dữ liệu để diễn tập đang có dữ liệu khác"),
    "drill_under_way": _("Đang có một lần diễn tập khác"),
    "backup_done": _("%(name)s; đã xóa %(removed)s bản hết hạn giữ"),
    "old_backups_stay": _("Đã sao lưu, nhưng chưa xóa được bản cũ: %(error)s"),
    "anchor_sent": _("đã gửi tới %(targets)s"),
    "all_verified": _(
        "%(lines)s dòng nhật ký và %(rows)s dòng dữ liệu, tất cả nguyên vẹn"
    ),
    "evidence_swept": _("đã cất riêng %(aside)s tệp, xóa %(removed)s tệp"),
    "evidence_missing": _("thiếu %(count)s tệp kiểm chứng, trong đó có %(first)s"),
    "old_removed": _("đã xóa %(count)s mục quá hạn giữ"),
    "files_made": _("đã tạo %(count)s tệp"),
    "files_read": _("đã đọc %(count)s tệp"),
    "files_removed": _("đã xóa %(count)s tệp"),
    "jobs_queued_again": _("đã đưa %(count)s việc trở lại hàng chờ"),
    "runs_failed": _("đã kết thúc %(count)s lần tính bị bỏ dở"),
    "people_erased_again": _("đã xóa lại %(count)s người"),
    "chore_error": _("việc dừng giữa chừng vì lỗi của chương trình (%(error)s)"),
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


def label_of(name: str) -> str:
    """Return what a chore is called; the record of a chore that no app registers any more has its key alone."""
    labels = {chore.name: chore.label for chore in known_chores()}
    return str(labels.get(name, name))


def outcome_of(chore: ChoreRecord) -> str:
    """Return what a chore did last, or the last fault that it found."""
    lines = chore.outcome.splitlines()
    return _words(chore.code, chore.params, lines[-1][:300] if lines else "")


def fault_of(backup: BackupRecord) -> str:
    """Return why a backup is none, in the reader's language; empty for one that is."""
    return _words(backup.code, backup.params, backup.fault)


def _words(code: str, params: dict[str, str | int], text: str) -> str:
    if code not in OUTCOMES:
        technical = gettext("chi tiết kỹ thuật, bằng tiếng Anh: %(text)s")
        return technical % {"text": text} if text else ""
    known = dict(params)
    if "cause" in known:
        known["cause"] = str(CAUSES.get(str(known["cause"]), known["cause"]))
    return str(OUTCOMES[code]) % known
