"""What a person has to do, as other capabilities report it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.utils import timezone

from opendti_site.accounts.models import User


@dataclass(frozen=True, slots=True)
class PendingTask:
    """A task that waits for a person, in the language of the moment.

    `key` names it in every language and for as long as it waits: another key is another task, of
    which the person hears anew.
    """

    key: str
    title: str
    words: str
    url: str
    due: dt.datetime | None = None
    is_rehearsal: bool = False
    """Whether it is of a rehearsal: it stands in calendars, and no letter is written about it."""

    @property
    def digest(self) -> str:
        """The key in few characters."""
        return hashlib.sha256(self.key.encode()).hexdigest()[:32]

    @property
    def is_late(self) -> bool:
        """Whether the deadline has passed."""
        return self.due is not None and self.due <= timezone.now()


Source = Callable[[User], list[PendingTask]]
_SOURCES: list[Source] = []


def register(source: Source) -> None:
    """Add a source; called once by the app that owns it."""
    _SOURCES.append(source)


def pending_tasks(user: User) -> list[PendingTask]:
    """Return what waits for a person, by deadline; what has none comes last."""
    tasks = [task for source in _SOURCES for task in source(user)]
    dated = [task for task in tasks if task.due is not None]
    undated = [task for task in tasks if task.due is None]
    return sorted(dated, key=lambda task: (task.due, task.key)) + undated
