"""Periodic work: each capability registers its chores, one command does those that are due."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import DatabaseError
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from opendti_site.operations.models import ChoreRecord
from opendti_site.ui.space import is_out_of_space
from opendti_site.ui.translatable import StrOrPromise

logger = logging.getLogger(__name__)

MAX_DURATION = timedelta(hours=6)  # a chore that began longer ago was interrupted
MAX_SKEW = timedelta(minutes=10)  # between the clocks of two machines


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a chore did, in words for an administrator, and the faults that it found.

    `code` and `params` are the same for pages, which word it in the reader's language: the last
    fault where there is one, else what was done.
    """

    done: str = ""
    faults: tuple[str, ...] = ()
    code: str = ""
    params: Mapping[str, str | int] = field(default_factory=dict)


def counted(words: str, count: int, *, code: str) -> Outcome:
    """Return the outcome of a chore that does one thing to many; an empty one where there were none."""
    if not count:
        return Outcome()
    return Outcome(f"{count} {words}", code=code, params={"count": count})


@dataclass(frozen=True, slots=True)
class Chore:
    """Work to be done every so often; `every` of None is at each opportunity.

    The function is idempotent: it may be interrupted anywhere and run again. One that waits for
    other machines says so: a worker does it beside its jobs, so that none of them waits as well.
    `name` is the key of its record; `label` is what pages call it.
    """

    name: str
    function: Callable[[], Outcome]
    every: timedelta | None = None
    label: StrOrPromise = field(kw_only=True)
    waits_for_network: bool = False


@dataclass(slots=True)
class ChoresReport:
    """The outcomes of one round of chores, by name."""

    outcomes: dict[str, Outcome] = field(default_factory=dict)

    @property
    def faults(self) -> list[str]:
        """Return every fault with the chore that found it."""
        return [
            f"{name}: {fault}"
            for name, outcome in self.outcomes.items()
            for fault in outcome.faults
        ]


_CHORES: dict[str, Chore] = {}


def register(chore: Chore) -> None:
    """Add a chore; called once by the app that owns it."""
    _CHORES[chore.name] = chore


def known_chores() -> list[Chore]:
    """Return all chores in the order of their registration."""
    return list(_CHORES.values())


def run_urgent_chores() -> ChoresReport:
    """Do the chores that have no interval: what a worker does between two jobs."""
    return _run_always(waits_for_network=False)


def run_network_chores() -> ChoresReport:
    """Do those that have no interval and wait for other machines: what a worker does beside its jobs."""
    return _run_always(waits_for_network=True)


def _run_always(*, waits_for_network: bool) -> ChoresReport:
    report = ChoresReport()
    for chore in known_chores():
        if chore.every is None and chore.waits_for_network == waits_for_network:
            report.outcomes[chore.name] = _attempt(chore)
    return report


def run_chores(
    *, all_of_them: bool = False, without: Collection[str] = ()
) -> ChoresReport:
    """Do the chores that are due; two processes at once share them between each other.

    all_of_them: do also those that are not due yet.
    without: names of chores with an interval that a timer of their own does.
    """
    report = run_urgent_chores()
    report.outcomes |= run_network_chores().outcomes
    for chore in known_chores():
        if chore.every is not None and chore.name not in without:
            outcome = _done_if_due(chore, all_of_them=all_of_them)
            if outcome is not None:
                report.outcomes[chore.name] = outcome
    return report


def run_chore(name: str) -> Outcome | None:
    """Do one chore now, due or not; None where another process is at it."""
    return _done_if_due(_CHORES[name], all_of_them=True)


def _done_if_due(chore: Chore, *, all_of_them: bool) -> Outcome | None:
    """
    Do a chore and note it; None where it is not due, or another process does it.

    On a full disk nothing can be noted, and what clears space is wanted most: it is done all
    the same.
    """
    outcome = Outcome()
    try:
        if not _claim(chore, all_of_them=all_of_them):
            return None
        outcome = _attempt(chore)
        _note(chore, outcome)
    except DatabaseError as error:
        if not is_out_of_space(error):
            raise
        if outcome == Outcome():
            outcome = _attempt(chore)
        return replace(outcome, faults=(*outcome.faults, f"not noted: {error}"))
    return outcome


def _note(chore: Chore, outcome: Outcome) -> None:
    ChoreRecord.objects.filter(pk=chore.name).update(
        finished_at=timezone.now(),
        faults=len(outcome.faults),
        outcome="\n".join((outcome.done, *outcome.faults)).strip(),
        code=outcome.code,
        params=dict(outcome.params),
    )


def _claim(chore: Chore, *, all_of_them: bool) -> bool:
    """Take a chore by one conditional update: only one process sees a row changed."""
    now = timezone.now()
    ChoreRecord.objects.get_or_create(pk=chore.name)
    # Claimed by an UPDATE with a condition, which a database does to one row at a time: no lock
    # is held meanwhile.
    changed = _free(chore, now, all_of_them=all_of_them).update(
        started_at=now, finished_at=None
    )
    return bool(changed)


def _free(chore: Chore, now: datetime, *, all_of_them: bool) -> QuerySet[ChoreRecord]:
    rows = ChoreRecord.objects.filter(pk=chore.name)
    never = Q(started_at=None)
    interrupted = Q(finished_at=None, started_at__lt=now - MAX_DURATION)
    done = Q(finished_at__gte=F("started_at"))
    if not all_of_them and chore.every is not None:
        done &= Q(started_at__lte=now - chore.every)
    # Noted by a clock that was ahead: waiting for that day might take years.
    ahead = Q(started_at__gt=now + MAX_SKEW)
    return rows.filter(never | interrupted | done | ahead)


def _attempt(chore: Chore) -> Outcome:
    """Run a chore; one that fails keeps no other from being done."""
    try:
        return chore.function()
    except Exception as error:
        logger.exception("chore %s", chore.name)
        return Outcome(
            faults=(f"{type(error).__name__}: {error}",),
            code="chore_error",
            params={"error": f"{type(error).__name__}: {error}"[:300]},
        )
