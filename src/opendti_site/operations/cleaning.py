"""The chores of the site itself: jobs, sessions, old rows, interrupted uploads."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from opendti_site.operations.chores import Chore, Outcome, counted, register
from opendti_site.operations.jobs import recover_jobs
from opendti_site.operations.models import Worker
from opendti_site.operations.storage import register_chore

DAY = timedelta(days=1)
UPLOAD_GRACE = timedelta(days=1)  # no upload lasts that long


def register_all() -> None:
    """Register the chores, the recovery of jobs first."""
    register(Chore("abandoned jobs", _recover_jobs, label=_("Chạy lại việc bị bỏ dở")))
    register(
        Chore(
            "lost workers",
            _forget_workers,
            label=_("Xóa tiến trình làm việc đã dừng"),
            every=DAY,
        )
    )
    register(
        Chore(
            "sessions",
            _clear_sessions,
            label=_("Xóa phiên đăng nhập hết hạn"),
            every=DAY,
        )
    )
    register(
        Chore(
            "task results",
            _prune_task_results,
            label=_("Xóa kết quả việc cũ"),
            every=DAY,
        )
    )
    register_chore()
    register(
        Chore(
            "interrupted uploads",
            _clear_uploads,
            label=_("Xóa tệp tải lên dở dang"),
            every=timedelta(hours=1),
        )
    )


def _recover_jobs() -> Outcome:
    recovered = recover_jobs()
    return counted("queued again", recovered.restarted, code="jobs_queued_again")


def _forget_workers() -> Outcome:
    long_gone = Worker.objects.filter(seen_at__lt=timezone.now() - DAY)
    count, _rows = long_gone.delete()
    return counted("forgotten", count, code="old_removed")


def _clear_sessions() -> Outcome:
    call_command("clearsessions")
    return Outcome()


def _prune_task_results() -> Outcome:
    call_command("prune_db_task_results", queue_name="*", verbosity=0)
    return Outcome()


def _clear_uploads() -> Outcome:
    """Remove what a killed process left of uploads under way."""
    count = 0
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        if path.is_file() and older_than(path, UPLOAD_GRACE):
            path.unlink(missing_ok=True)
            count += 1
    return counted("removed", count, code="files_removed")


def older_than(path: Path, age: timedelta) -> bool:
    """Return whether a file was last written longer ago than that."""
    try:
        return path.stat().st_mtime < time.time() - age.total_seconds()
    except FileNotFoundError:  # another process removed it
        return False
