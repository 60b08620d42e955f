"""What jobs are called and what may be done with them: each capability registers its own tasks."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from opendti_site.operations.jobs import JobAbandonedError
from opendti_site.operations.queries import Job
from opendti_site.ui.translatable import StrOrPromise

Act = Callable[..., None]
"""Called as `act(job, by=user)`."""


@dataclass(frozen=True, slots=True)
class JobDescription:
    """What a job is about, where that is seen, and why it failed."""

    subject: str = ""
    url: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JobKind:
    """One kind of job.

    about: describes jobs of the kind by their keys, in as many queries as for one. retry, cancel:
    what else is to be done when a person starts a failed one again, or ends one that has not
    ended, in the transaction that takes the job away. One without `retry` is queued again as it
    is; one without `cancel` can be ended only while it waits.
    """

    task: str
    label: StrOrPromise
    about: Callable[[Sequence[Job]], Mapping[UUID, JobDescription]] = lambda _jobs: {}
    retry: Act | None = None
    cancel: Act | None = None


MODULES = re.compile(r"^(?:[a-z_]\w*\.)+(?=[A-Z])")
"""Where the class of an error stands, before its name."""
ABANDONED = f"{JobAbandonedError.__module__}.{JobAbandonedError.__qualname__}"
_KINDS: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> None:
    """Add a kind by the path of its task; called once by the app that owns it."""
    _KINDS[kind.task] = kind


def kind_of(job: Job) -> JobKind:
    """Return the kind of a job; one that nobody registered is called by its task."""
    known = _KINDS.get(job.task_path)
    return known or JobKind(job.task_path, job.task_path.rpartition(".")[2])


def last_line(job: Job) -> str:
    """Return why a job failed: in words where no worker came to its end, else the trace's last line."""
    if job.exception_class_path == ABANDONED:
        about = {"count": len(job.worker_ids)}
        return _("Bắt đầu %(count)s lần mà không tiến trình nào làm xong.") % about
    lines = job.traceback.strip().splitlines()
    return MODULES.sub("", lines[-1])[:500] if lines else ""


def argument_of(job: Job) -> Any:
    """Return the first argument of a job, None where there is none."""
    arguments = job.args_kwargs.get("args") or [None]
    return arguments[0]
