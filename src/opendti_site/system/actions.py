"""Acts on jobs and verifications; each leaves a line of the audit log."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from opendti_site.accounts.models import User
from opendti_site.audit.actions import record
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.audit.personal import personal_digest
from opendti_site.operations.job_kinds import kind_of
from opendti_site.operations.queries import Job
from opendti_site.system.asked_jobs import back_up_now, verify_now
from opendti_site.system.permissions import can_run_system

WAITING, RUNNING = TaskResultStatus.READY, TaskResultStatus.RUNNING
FAILED = TaskResultStatus.FAILED


@transaction.atomic
def retry_job(pk: UUID, *, by: User) -> None:
    """Start a job again that has failed."""
    job = _locked(pk, FAILED, by=by)
    name, retry = _name_of(job), kind_of(job).retry
    # A kind that has rows of its own, such as runs, queues a job of its own.
    if retry:
        retry(job, by=by)
        job.delete()
    else:
        _queue_again(job)
    record("retry_job", f"operations.Job:{pk}", by=by, name=name)


@transaction.atomic
def cancel_job(pk: UUID, *, by: User) -> None:
    """End a job that has not ended; one that runs only where its kind says how."""
    job = _locked(pk, WAITING, RUNNING, by=by)
    name, cancel = _name_of(job), kind_of(job).cancel
    # Deleting the row would not stop the worker, which would still write its results.
    if job.status == RUNNING and cancel is None:
        raise ActionRefusedError(_("Việc này đang chạy nên không hủy được."))
    job.delete()
    if cancel:
        cancel(job, by=by)
    record("cancel_job", f"operations.Job:{pk}", by=by, name=name)


@transaction.atomic
def dismiss_job(pk: UUID, *, by: User) -> None:
    """Take a job off the list that has failed and is not to be started again."""
    job = _locked(pk, FAILED, by=by)
    name = _name_of(job)
    job.delete()
    record("dismiss_job", f"operations.Job:{pk}", by=by, name=name)


@transaction.atomic
def request_verification(*, by: User) -> None:
    """Queue a verification of everything, unless one is queued or runs."""
    _refuse_others(by)
    _enqueue_once(verify_now, _("Đã có một lần kiểm đang chờ hoặc đang chạy."))
    record("request_verification", "audit.Verification", by=by)


@transaction.atomic
def request_backup(*, by: User) -> None:
    """Queue the daily backup ahead of its time, unless one is queued or runs."""
    _refuse_others(by)
    if not settings.BACKUP_TO:
        raise ActionRefusedError(_("Chưa đặt nơi cất bản sao lưu (OPENDTI_BACKUP_TO)."))
    _enqueue_once(back_up_now, _("Đã có một lần sao lưu đang chờ hoặc đang chạy."))
    record("request_backup", "operations.BackupRecord", by=by)


@transaction.atomic
def request_test_letter(*, by: User) -> str:
    """Note that a person has a test letter sent to their own address, and return that address.

    Whoever calls hands it in after the transaction: nobody waits for a mail server with locks held.
    """
    _refuse_others(by)
    if not settings.MAIL_IS_SET:
        raise ActionRefusedError(_("Chưa đặt máy chủ thư (OPENDTI_SMTP_URL)."))
    if not by.email:
        raise ActionRefusedError(_("Tài khoản của anh/chị chưa có địa chỉ thư."))
    record("request_test_letter", by, by=by, email=personal_digest(by.email))
    return by.email


def _enqueue_once(task: Any, refusal: str) -> None:
    open_jobs = DBTaskResult.objects.filter(status__in=[WAITING, RUNNING])
    if open_jobs.filter(task_path=task.module_path).exists():
        raise ActionRefusedError(refusal)
    task.enqueue()


def _locked(pk: UUID, *states: TaskResultStatus, by: User) -> Job:
    """Return a job in one of the states, with its row locked; raise ActionRefusedError for any other."""
    _refuse_others(by)
    rows = DBTaskResult.objects.select_for_update().filter(pk=pk, status__in=states)
    job: Job | None = rows.order_by().first()
    if job is None:
        raise ActionRefusedError(_("Việc này không còn như trên trang; hãy xem lại."))
    return job


def _refuse_others(user: User) -> None:
    if not can_run_system(user):
        raise PermissionDenied


def _name_of(job: Job) -> str:
    kind = kind_of(job)
    about = kind.about([job]).get(job.pk)
    return ": ".join(filter(None, [str(kind.label), about.subject if about else ""]))


def _queue_again(job: Job) -> None:
    """Put a job back as it was asked for, with all its attempts before it."""
    # django-tasks counts attempts by the length of `worker_ids`: a retry by a person starts from
    # 0.
    job.status, job.run_after, job.worker_ids = WAITING, timezone.now(), []
    job.started_at = job.finished_at = None
    job.exception_class_path = job.traceback = ""
    job.save()
