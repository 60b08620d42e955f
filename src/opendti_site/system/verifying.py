"""The job of a verification that a person asked for."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django_tasks import task

from opendti_site.audit.verification import verify_and_keep
from opendti_site.operations.job_kinds import JobKind, register_job


@task()
def verify_now() -> None:
    """Verify everything and keep the result; what is found is on the page, and no failure of the job."""
    verify_and_keep()


def register_kind() -> None:
    """Name the job."""
    register_job(JobKind(verify_now.module_path, _("Kiểm niêm phong")))
