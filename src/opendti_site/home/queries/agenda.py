"""Everything that a person has to do, in one list by deadline, whatever roles they hold."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.models import REHEARSAL_MARK
from opendti_site.home.queries.groups import Group, Task
from opendti_site.home.queries.tasks import tasks_of
from opendti_site.reminders.sources import PendingTask

FAR = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Where a task without a deadline stands."""

FAR = dt.datetime.max.replace(tzinfo=dt.UTC)
"""Where a task without a deadline stands."""


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A task with the role in which the person has it."""

    role: Role
    task: Task


@dataclass(frozen=True, slots=True)
class Agenda:
    """A person's tasks by deadline, those without one last; and the roles in which nothing waits."""

    items: Sequence[AgendaItem]
    idle: Sequence[Group]
    roles: int
    """How many roles the person holds."""

    @property
    def late(self) -> int:
        """Count the tasks whose deadline has passed."""
        return sum(item.task.tone == "bad" for item in self.items)

    @property
    def pressing(self) -> int:
        """Count the tasks whose deadline is near and has not passed."""
        return sum(item.task.tone == "warn" for item in self.items)


def agenda_of(user: User) -> Agenda:
    """Return a person's tasks in one order; of equal deadlines in the order of the process."""
    groups = tasks_of(user)
    items = [AgendaItem(group.role, task) for group in groups for task in group.tasks]
    items.sort(key=lambda item: item.task.due or FAR)
    return Agenda(
        items=items,
        idle=[group for group in groups if not group.tasks],
        roles=len(groups),
    )


def pending_tasks_of(user: User) -> list[PendingTask]:
    """Return a person's tasks as reminders know them."""
    return [
        PendingTask(
            key=f"{item.role}:{item.task.url}:{item.task.occasion}",
            title=_titled(item.task),
            words=item.task.words,
            url=item.task.url,
            due=item.task.due,
            is_rehearsal=item.task.is_rehearsal,
        )
        for item in agenda_of(user).items
    ]


def _titled(task: Task) -> str:
    """Return a task's title, marked where it is of a rehearsal: in a calendar it stands alone."""
    return f"{REHEARSAL_MARK} {task.title}" if task.is_rehearsal else task.title
