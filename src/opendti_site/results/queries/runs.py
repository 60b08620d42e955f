"""Reads of runs."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, OuterRef, QuerySet, Subquery

from opendti.naming import ROOT_CODE
from opendti_site.accounts.models import User
from opendti_site.assessments.rounds.bridge import criterion_in
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import overseen_by
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.operations.queries import has_live_worker
from opendti_site.organisations.models import Unit
from opendti_site.results import score_tables
from opendti_site.results.bridge import IndexOutline, outline_of
from opendti_site.results.enums import CLOSED_STATES, RunState
from opendti_site.results.models import Run, RunScore
from opendti_site.results.permissions import ROUND_ROLES
from opendti_site.results.score_tables import (
    RankedBlock,
    RankingFilter,
    RankTable,
    ScoreTable,
)


def runs_of(round_: Round) -> QuerySet[Run]:
    """Return a round's runs for a list."""
    return _listed(round_.runs.all())


def runs_visible_to(user: User) -> QuerySet[Run]:
    """Return the runs of every round that the person may look at, for a list."""
    seen = overseen_by(user, *ROUND_ROLES, owner="round__root")
    # A framework's text may have 200 kB, and each line of the list would bring it along.
    long = ("round__framework_text",)
    return _listed(Run.objects.filter(seen).select_related("round__root").defer(*long))


def lacks_worker(user: User) -> bool:
    """Return whether a run that the person may see waits and no worker runs."""
    seen = overseen_by(user, *ROUND_ROLES, owner="round__root")
    waiting = Run.objects.filter(seen).exclude(state__in=CLOSED_STATES)
    return waiting.exists() and not has_live_worker()


def _listed(runs: QuerySet[Run]) -> QuerySet[Run]:
    """Return runs newest first with their editions and units, without their frozen tables."""
    roots = RunScore.objects.filter(run=OuterRef("pk"), node=ROOT_CODE).order_by()
    counted = roots.values("run").annotate(count=Count("pk")).values("count")
    listed = runs.select_related("started_by").prefetch_related("editions")
    return (
        listed
        .defer("inputs", "unit_keys")
        .annotate(units=Subquery(counted))
        .order_by("-started_at", "-pk")
    )


def latest_runs(round_: Round) -> dict[str, Run]:
    """Return the newest finished run of each stage."""
    newest = Run.objects.filter(round=round_, state=RunState.FINISHED).order_by()
    keys = (
        newest
        .values("stage")
        .annotate(newest=Max("pk"))
        .values_list("newest", flat=True)
    )
    return {
        run.stage: run
        for run in Run.objects.defer("inputs", "unit_keys").filter(pk__in=list(keys))
    }


@dataclass(frozen=True, slots=True)
class StagePoints:
    """A node's points at one of the three stages."""

    stage: Stage
    points: float | None
    run: Run


def three_scores(run: Run, unit: Unit, node: str) -> list[StagePoints]:
    """Return a node's points at each stage that has a finished run by the framework of this one."""
    runs = {
        stage: newest
        for stage, newest in latest_runs(run.round).items()
        if newest.fingerprint == run.fingerprint
    }
    scores = RunScore.objects.filter(run__in=runs.values(), unit=unit, node=node)
    points = {score.run_id: score.points for score in scores}
    return [
        StagePoints(stage, points.get(runs[stage].pk), runs[stage])
        for stage in Stage
        if stage in runs
    ]


def form_with(round_: Round, unit: Unit, criterion: str) -> Submission | None:
    """Return a unit's form in a round, if a node is a criterion of it; None of a group of criteria."""
    form: Submission | None = round_.submissions.filter(unit=unit).first()
    if form is None or criterion_in(round_, form.block, criterion) is None:
        return None
    return form


def not_measured(run: Run) -> QuerySet[RunScore]:
    """Return the criteria that wait for a measurement, for the unresolved list."""
    waiting = RunScore.objects.filter(run=run, state="not_measured").exclude(
        node=ROOT_CODE
    )
    return waiting.select_related("unit").order_by("unit__search_key", "pk")


def outline_for(run: Run) -> IndexOutline:
    """Return the outline of the run's framework."""
    return outline_of(run)


def scores_of_run(run: Run) -> ScoreTable:
    """Return the scores of a run with the live units, for tables of the staff."""
    scores = RunScore.objects.filter(run=run)
    return ScoreTable(scores, Unit.objects.all())


def blocks_of(run: Run, outline: IndexOutline) -> list[RankedBlock]:
    """Return the blocks that a run ranks."""
    return score_tables.blocks_of(scores_of_run(run), outline)


def rank_table(run: Run, outline: IndexOutline, wanted: RankingFilter) -> RankTable:
    """Lay out a page of a block's ranking in a run."""
    return score_tables.rank_table(scores_of_run(run), outline, wanted)
