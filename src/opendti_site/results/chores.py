"""The periodic work on runs, and their job: registered by name, since scoring loads the engine."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from opendti_site.operations.chores import Chore, register
from opendti_site.operations.job_kinds import JobKind, register_job
from opendti_site.ui.later import later


def register_all() -> None:
    """Register the recovery of runs that nothing will ever finish, and name the job of a run."""
    register(
        Chore(
            "stranded runs",
            later("opendti_site.results.tasks.fail_stranded_runs"),
            label=_("Kết thúc lần tính bị bỏ dở"),
        )
    )
    register_job(
        JobKind(
            "opendti_site.results.tasks.score_run",
            _("Tính điểm"),
            about=later("opendti_site.results.jobs.about_runs"),
            retry=later("opendti_site.results.jobs.retry_run"),
            cancel=later("opendti_site.results.jobs.cancel_run"),
        )
    )
