"""The steps of a round: which it has, in what order, and up to when each lasts.

A step between the appraisal and the end exists in a round where its date is set. Deadlines are kept by
the clock in every act, under its lock, and by no job: a worker that stands still changes nothing.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.utils import timezone

from opendti_site.assessments.rounds.enums import RUNNING, RoundOrigin, RoundState
from opendti_site.assessments.rounds.models import Round

DEADLINE_FIELDS = {
    RoundState.OPEN: "submit_by",
    RoundState.APPRAISAL: "appraise_by",
    RoundState.EXPLANATION: "explain_by",
    RoundState.REAPPRAISAL: "reappraise_by",
    RoundState.COUNCIL: "council_by",
}
"""The column that holds the deadline of each step."""
_COLUMNS = {column.name: column for column in Round._meta.fields}  # noqa: SLF001 -- Django's documented name
STEPS_BETWEEN = (
    RoundState.EXPLANATION,
    RoundState.REAPPRAISAL,
    RoundState.COUNCIL,
)
"""The steps between the first appraisal and the end, which a round has where their dates are set."""
EVERYWHERE = frozenset(RoundState) - frozenset(STEPS_BETWEEN)
"""The steps that every round has, with a date or without."""


@dataclass(frozen=True, slots=True)
class RoundStep:
    """One step of one round, with the moment at which it ends by the clock."""

    state: RoundState
    deadline: dt.datetime | None

    @property
    def is_over(self) -> bool:
        """Whether the deadline has passed."""
        return self.deadline is not None and self.deadline <= timezone.now()

    @property
    def deadline_words(self) -> str:
        """The name of the step's deadline, such as “Hạn thẩm định”; empty for a step that has none."""
        name = DEADLINE_FIELDS.get(self.state)
        if name is None:
            return ""
        return str(_COLUMNS[name].verbose_name)


def steps_of(round_: Round) -> tuple[RoundStep, ...]:
    """Return the steps that a round has, from its preparation to its end."""
    steps = (RoundStep(state, deadline_of(round_, state)) for state in RoundState)
    return tuple(step for step in steps if step.state in EVERYWHERE or step.deadline)


def dated_steps(round_: Round) -> list[tuple[RoundStep, bool]]:
    """Return the steps in which something is due, each with whether the round has passed it."""
    order = list(RoundState)
    present = order.index(RoundState(round_.state))
    return [
        (step, order.index(step.state) < present)
        for step in steps_of(round_)
        if step.state in DEADLINE_FIELDS and (step.deadline or step.state in EVERYWHERE)
    ]


def deadline_of(round_: Round, state: str) -> dt.datetime | None:
    """Return the moment at which a step ends; None for a step without a date."""
    name = DEADLINE_FIELDS.get(RoundState(state))
    found: dt.datetime | None = getattr(round_, name) if name else None
    return found


def has_step(round_: Round, state: str) -> bool:
    """Whether a round has a step."""
    return any(step.state == state for step in steps_of(round_))


def present_step(round_: Round) -> RoundStep:
    """Return the step that a round is in."""
    return RoundStep(RoundState(round_.state), deadline_of(round_, round_.state))


def step_after(round_: Round) -> RoundStep | None:
    """Return the step that follows on the present one; None at the end."""
    order = list(RoundState)
    present = order.index(RoundState(round_.state))
    later = (s for s in steps_of(round_) if order.index(s.state) > present)
    return next(later, None)


def extendable_deadlines(round_: Round) -> tuple[str, ...]:
    """Return the columns of the deadlines that an extension may move: the present step's, then the later ones.

    Empty where the present step has no deadline.
    """
    if present_step(round_).deadline is None:
        return ()
    order = list(RoundState)
    present = order.index(RoundState(round_.state))
    left = (s.state for s in steps_of(round_) if order.index(s.state) >= present)
    return tuple(DEADLINE_FIELDS[state] for state in left if deadline_of(round_, state))


def amendable_dates(round_: Round) -> tuple[str, ...]:
    """Return the columns of the dates that an open round may still be given otherwise.

    They lie ahead: the opening until it has come, and the deadlines of the steps after the present
    one, also of those that the round has not. The present deadline only moves by an extension.
    """
    if round_.state not in RUNNING:
        return ()
    order = list(RoundState)
    present = order.index(RoundState(round_.state))
    ahead = [n for s, n in DEADLINE_FIELDS.items() if order.index(s) > present]
    opening = ["opens_at"] if round_.opens_at > timezone.now() else []
    return (*opening, *ahead)


def appraised_until(round_: Round) -> dt.datetime | None:
    """Return the deadline after which no appraiser decides any more; None where there is none."""
    return round_.reappraise_by or round_.appraise_by


def last_step(round_: Round) -> RoundStep:
    """Return the last step before the end, to which a round that is reopened goes back."""
    return steps_of(round_)[-2]


def has_deadlines(round_: Round) -> bool:
    """Whether deadlines bind: data that was published elsewhere is brought in after its time."""
    return round_.origin != RoundOrigin.PUBLISHED_DATA
