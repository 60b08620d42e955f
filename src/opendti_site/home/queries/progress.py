"""How far a round has come: by main indicator, and by who appraises."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import CharField, Count, Max, Q, Value
from django.db.models.functions import Cast, Concat

from opendti_site.accounts.enums import Role
from opendti_site.accounts.models import RoleAssignment, User
from opendti_site.assessments.appraisal.coverage import coverages_of
from opendti_site.assessments.appraisal.queries import (
    MainProgress,
    progress_by_criterion,
)
from opendti_site.assessments.appraisal.workload import Workload, workloads_in
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.queries import progress_of
from opendti_site.assessments.submissions.enums import AnswerState, Stage
from opendti_site.assessments.submissions.models import Answer, ScoreEntry
from opendti_site.assessments.submissions.queries import of_present_block
from opendti_site.frameworks.sheets import NodeSheet
from opendti_site.ui.collation import in_vietnamese_order

UNIT_CRITERION = Concat(
    Cast("submission", CharField()), Value("/"), "criterion", output_field=CharField()
)
"""One criterion of one unit: it may have several entries of a stage."""

NOTHING = (0, 0, 0, None)
"""The counts of who has not begun."""


@dataclass(frozen=True, slots=True)
class IndicatorProgress:
    """A main indicator: its criteria, each unit's by itself, and how many are filled, appraised and final."""

    node: NodeSheet
    total: int
    begun: int
    """Of which something is entered: a value, or what stands in its place."""
    appraised: int
    final: int

    @property
    def begun_share(self) -> float:
        """How much of it is begun, of 1."""
        return self._share(self.begun)

    @property
    def appraised_share(self) -> float:
        """How much of it is appraised, of 1."""
        return self._share(self.appraised)

    def _share(self, part: int) -> float:
        return part / self.total if self.total else 0.0


@dataclass(frozen=True, slots=True)
class AppraiserProgress:
    """What one person has appraised or decided in a round."""

    person: User
    criteria: int
    units: int
    decided: int
    """Criteria that the person decided for the council."""
    last: dt.datetime | None
    workload: Workload | None = field(default=None, kw_only=True)
    """What was assigned to the person; None where nothing was."""

    @property
    def left(self) -> int | None:
        """Count the assigned criteria that are not appraised, or to be looked at again; None without assignments."""
        return self.workload.total - self.workload.done if self.workload else None


def progress_by_indicator(round_: Round, user: User) -> list[IndicatorProgress]:
    """Return each main indicator over the units that the person sees, in a constant number of queries."""
    rows = progress_of(round_, user)
    answers = Answer.objects.filter(
        of_present_block(round_), submission__in=rows.order_by().values("pk")
    )
    given = answers.exclude(state=AnswerState.BLANK).order_by().values("criterion")
    begun = dict(
        given.values_list("criterion").annotate(Count("submission", distinct=True))
    )
    return [_added(main, begun) for main in progress_by_criterion(round_, user)]


def _added(main: MainProgress, begun: Mapping[str, int]) -> IndicatorProgress:
    """Add the criteria of a main indicator up."""
    return IndicatorProgress(
        main.node,
        total=sum(row.units for row in main.criteria),
        begun=sum(begun.get(row.sheet.code, 0) for row in main.criteria),
        appraised=sum(row.appraised for row in main.criteria),
        final=sum(row.final for row in main.criteria),
    )


def progress_by_appraiser(round_: Round) -> list[AppraiserProgress]:
    """Return who appraises and decides in a round, also whoever has not begun; by name."""
    entries = ScoreEntry.objects.filter(
        submission__in=round_.taking_part.values("pk"),
        stage__in=[Stage.APPRAISED, Stage.FINAL],
    )
    rows = (
        entries
        .order_by()
        .values_list("by")
        .annotate(
            criteria=Count(
                UNIT_CRITERION, distinct=True, filter=Q(stage=Stage.APPRAISED)
            ),
            units=Count("submission", distinct=True),
            decided=Count(UNIT_CRITERION, distinct=True, filter=Q(stage=Stage.FINAL)),
            last=Max("at"),
        )
    )
    counted = {by: counts for by, *counts in rows}
    found = User.objects.filter(
        Q(pk__in=counted) | Q(pk__in=_appointed(round_), is_active=True)
    )
    people = list(found.order_by(in_vietnamese_order("full_name"), "username"))
    workloads = _workloads(round_, people)
    return [
        AppraiserProgress(
            person,
            *counted.get(person.pk, NOTHING),
            workload=workloads.get(person.pk),
        )
        for person in people
    ]


def _workloads(round_: Round, people: Sequence[User]) -> dict[int, Workload]:
    """Return what was assigned to people, of those to whom something was, by key."""
    coverages = {
        pk: coverage
        for pk, coverage in coverages_of(round_, people).items()
        if not coverage.is_nothing
    }
    if not coverages:
        return {}
    listed = workloads_in(round_, list(coverages.values()))
    return dict(zip(coverages, listed, strict=True))


def _appointed(round_: Round) -> list[int]:
    """List the accounts that hold a role of the appraisal at the unit that runs the round."""
    roles = RoleAssignment.objects.filter(
        unit=round_.root_id, role__in=[Role.APPRAISER, Role.COUNCIL]
    )
    return list(roles.order_by().values_list("user", flat=True).distinct())
