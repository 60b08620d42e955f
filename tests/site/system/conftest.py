from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from tests.site.runs import round_

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["a_job", "round_"]
TASK = "opendti_site.system.asked_jobs.verify_now"


@pytest.fixture
def a_job(db: None) -> Callable[..., Any]:
    """Put a job into the queue in any state."""

    def put(status: str = "READY", *arguments: Any, **more: Any) -> Any:
        ended = status in {"FAILED", "SUCCESSFUL"}
        values = {
            "task_path": TASK,
            "args_kwargs": {"args": list(arguments), "kwargs": {}},
            "backend_name": "default",
            "run_after": timezone.now(),
            "finished_at": timezone.now() if ended else None,
            "worker_ids": ["w"] if status != "READY" else [],
        }
        return DBTaskResult.objects.create(status=status, **values | more)

    return put
