"""When a task is a reason to write: when it appears, some days before its deadline, on the day after."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.utils import timezone

from opendti_site.reminders.sources import PendingTask

NEW, AFTER = "new", "after"


def stage_of(due: dt.datetime | None, now: dt.datetime) -> str:
    """Return which reminder of a deadline is the latest whose day has come; `new` where none is.

    By calendar days in the site's time zone. Of several that were missed only the latest counts:
    two days before a deadline nobody is told that there are seven.
    """
    if due is None:
        return NEW
    days = (timezone.localdate(due) - timezone.localdate(now)).days
    if days < 0:
        return AFTER
    return min(
        (str(n) for n in settings.REMINDER_DAYS if days <= n), key=int, default=NEW
    )


def occasion_of(task: PendingTask, now: dt.datetime) -> str:
    """Return the key by which a person hears of a task once: another deadline is another occasion."""
    stage = stage_of(task.due, now)
    due = task.due.isoformat() if task.due and stage != NEW else ""
    return f"{stage}:{due}:{task.digest}"


def first_key(task: PendingTask) -> str:
    """Return the key of a task as news: whoever hears of its deadline has heard of it."""
    return f"{NEW}::{task.digest}"


def occasions_of(
    tasks: Iterable[PendingTask], now: dt.datetime
) -> dict[str, PendingTask]:
    """Return the tasks by their occasions."""
    return {occasion_of(task, now): task for task in tasks}


def day_key(now: dt.datetime) -> str:
    """Return the key of a day's letter."""
    return f"day:{timezone.localdate(now):%Y-%m-%d}"
