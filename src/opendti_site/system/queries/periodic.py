"""Periodic work with its last outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from opendti_site.operations.backup.chores import NO_BACKUP, NO_SETTING, NO_TARGET
from opendti_site.operations.chores import known_chores
from opendti_site.operations.models import ChoreRecord
from opendti_site.system.outcome_words import outcome_of

NOT_TRIED = {NO_BACKUP, NO_SETTING, NO_TARGET}


@dataclass(frozen=True, slots=True)
class PeriodicWork:
    """A chore that is done every so often, and what came of it last."""

    label: str
    done_at: datetime | None
    due_at: datetime | None
    was_tried: bool
    faults: int
    outcome: str

    @property
    def tone(self) -> str:
        """`ok`, `warn` with faults, `none` before the first time and where a setting lacks."""
        if self.faults:
            return "warn"
        return "ok" if self.was_tried else "none"


def periodic_works() -> list[PeriodicWork]:
    """Return the chores that have an interval, those with faults first, in one query."""
    records = ChoreRecord.objects.in_bulk()
    works = [
        PeriodicWork(
            label=str(chore.label),
            done_at=record.finished_at if record else None,
            due_at=_due(record, chore.every),
            was_tried=_was_tried(record),
            faults=record.faults if record else 0,
            outcome=outcome_of(record) if record else "",
        )
        for chore in known_chores()
        if chore.every is not None
        for record in [records.get(chore.name)]
    ]
    return sorted(works, key=lambda work: (work.tone != "warn", work.label))


def _due(record: ChoreRecord | None, every: timedelta) -> datetime | None:
    """Return when a chore is due again, counted from when it was begun; None before the first time."""
    if record is None or record.started_at is None:
        return None
    return record.started_at + every


def _was_tried(record: ChoreRecord | None) -> bool:
    """Return whether a chore has done something, and not found that a setting lacks."""
    if record is None or record.finished_at is None:
        return False
    return record.code not in NOT_TRIED
