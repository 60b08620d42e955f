"""Jobs that a person asks for on the page: a verification, and the backup of the day ahead of its time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from opendti_site.audit.verification import verify_and_keep
from opendti_site.operations.backup.chores import DAILY_BACKUP
from opendti_site.operations.chores import run_chore
from opendti_site.operations.job_kinds import JobKind, register_job


@task()
def verify_now() -> None:
    """Verify everything and keep the result; what is found is on the page, and no failure of the job."""
    verify_and_keep()


@task()
def back_up_now() -> None:
    """Do the daily backup, due or not; what went wrong is noted and on the page, and no failure of the job.

    Where another process is writing it, there is nothing left to do.
    """
    run_chore(DAILY_BACKUP)


def register_kinds() -> None:
    """Name the jobs."""
    register_job(JobKind(verify_now.module_path, _("Kiểm niêm phong")))
    register_job(JobKind(back_up_now.module_path, _("Sao lưu")))
