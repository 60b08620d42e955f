"""The states of a run and the words for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from opendti_site.assessments.submissions.enums import Stage

__all__ = ["CLOSED_STATES", "RunState", "Stage"]


class RunState(models.TextChoices):
    """Where a computation stands."""

    QUEUED = "queued", _("Chờ tính")
    RUNNING = "running", _("Đang tính")
    FINISHED = "finished", _("Đã xong")
    FAILED = "failed", _("Không tính được")


CLOSED_STATES = frozenset({RunState.FINISHED, RunState.FAILED})
WORKER_LOST = "worker_lost"  # why a run failed whose worker ended without a word
RUN_CANCELLED = "run_cancelled"  # why a run failed that an administrator ended
