"""How the rounds in progress stand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, FloatField, Q, QuerySet, Window
from django.db.models.functions import Cast, Coalesce, NullIf, RowNumber

from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.enums import RUNNING, SubmissionState
from opendti_site.assessments.rounds.models import TAKES_PART, Round, Submission
from opendti_site.assessments.rounds.permissions import OVERSEERS, overseen_by

MAX_SLOWEST = 8


@dataclass(frozen=True, slots=True)
class SlowSubmission:
    """A submission that has come least far, with the share of its criteria that are filled."""

    submission: Submission
    share: float


@dataclass(frozen=True, slots=True)
class Dashboard:
    """How a round in progress stands: units by state, and who is slowest."""

    round: Round
    submitted: int
    returned: int
    working: int
    untouched: int
    slowest: list[SlowSubmission]

    @property
    def total(self) -> int:
        """How many units take part."""
        return self.submitted + self.returned + self.working + self.untouched


def dashboards_of(user: User) -> list[Dashboard]:
    """Return the rounds in progress that the person oversees, from two queries."""
    mine = overseen_by(user, *OVERSEERS)
    running = Round.objects.filter(mine, state__in=RUNNING)
    counted = running.defer("framework_text").annotate(**_counts())
    rounds = {
        round_.pk: round_
        for round_ in counted.order_by(
            "-year", "-opens_at", "-pk"
        )  # counting forgets the order
    }
    slowest: dict[int, list[SlowSubmission]] = {pk: [] for pk in rounds}
    for row in _slowest(rounds):
        row.round = rounds[row.round_id]
        slowest[row.round_id].append(SlowSubmission(row, vars(row)["share"]))
    return [
        Dashboard(
            round=round_,
            **{name: getattr(round_, name) for name in _counts()},
            slowest=slowest[round_.pk],
        )
        for round_ in rounds.values()
    ]


def _counts() -> dict[str, Count]:
    """Count a round's units by how far they have come."""
    still = Q(
        submissions__state__in=(SubmissionState.OPEN, SubmissionState.HANDED_OVER)
    )
    filters = {
        "submitted": Q(submissions__state=SubmissionState.SUBMITTED),
        "returned": Q(submissions__state=SubmissionState.RETURNED),
        "working": still & Q(submissions__filled__gt=0),
        "untouched": still & Q(submissions__filled=0),
    }
    return {name: Count("submissions", filter=q) for name, q in filters.items()}


def _slowest(rounds: Iterable[int]) -> QuerySet[Submission]:
    """Return the units of each round that have come least far, those alone."""
    done = Cast("filled", FloatField()) / NullIf(Cast("total", FloatField()), 0.0)
    share = Coalesce(done, 1.0)
    order = Window(
        RowNumber(),
        partition_by="round",
        order_by=[share.asc(), "unit__search_key", "pk"],
    )
    late = Submission.objects.filter(TAKES_PART, round__in=rounds).exclude(
        state=SubmissionState.SUBMITTED
    )
    ranked = late.select_related("unit").annotate(share=share, order=order)
    return ranked.filter(order__lte=MAX_SLOWEST).order_by("round", "order")
