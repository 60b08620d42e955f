"""Periodic work with its last outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from opendti_site.operations.chores import known_chores
from opendti_site.operations.models import ChoreRecord
from opendti_site.system.outcome_words import outcome_of


@dataclass(frozen=True, slots=True)
class PeriodicWork:
    """A chore that is done every so often, and what came of it last."""

    label: str
    done_at: datetime | None
    due_at: datetime | None
    faults: int
    outcome: str

    @property
    def tone(self) -> str:
        """`ok`, `warn` with faults, `none` before the first time."""
        if self.done_at is None:
            return "none"
        return "warn" if self.faults else "ok"


def periodic_works() -> list[PeriodicWork]:
    """Return the chores that have an interval, those with faults first, in one query."""
    records = ChoreRecord.objects.in_bulk()
    works = [
        PeriodicWork(
            label=str(chore.label),
            done_at=record.finished_at if record else None,
            due_at=_due(record, chore.every),
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
