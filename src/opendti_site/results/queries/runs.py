"""Reads of runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from opendti_site.assessments.submissions.enums import Stage
from opendti_site.results.bridge import Outline, outline_of
from opendti_site.results.enums import RunState
from opendti_site.results.models import Run, RunScore
from opendti_site.results.queries.scores import ROOT

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from opendti_site.assessments.rounds.models import Round
    from opendti_site.organisations.models import Unit


def runs_of(round_: Round) -> QuerySet[Run]:
    """Return a round's runs, newest first, without their frozen tables."""
    runs = round_.runs.select_related("started_by").prefetch_related("editions")
    counted = runs.defer("inputs").annotate(units=Count("scores__unit", distinct=True))
    return counted.order_by("-started_at", "-pk")


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
        run.stage: run for run in Run.objects.defer("inputs").filter(pk__in=list(keys))
    }


@dataclass(frozen=True, slots=True)
class StagePoints:
    """A node's points at one of the three stages."""

    stage: Stage
    points: float | None
    run: Run


def three_scores(round_: Round, unit: Unit, node: str) -> list[StagePoints]:
    """Return a node's points at each stage that has a finished run."""
    runs = latest_runs(round_)
    scores = RunScore.objects.filter(run__in=runs.values(), unit=unit, node=node)
    points = {score.run_id: score.points for score in scores}
    return [
        StagePoints(stage, points.get(runs[stage].pk), runs[stage])
        for stage in Stage
        if stage in runs
    ]


def not_measured(run: Run) -> QuerySet[RunScore]:
    """Return the criteria that wait for a measurement, for the unresolved list."""
    held = RunScore.objects.filter(run=run, state="not_measured").exclude(node=ROOT)
    return held.select_related("unit").order_by("unit__search_key", "pk")


def outline_for(run: Run) -> Outline:
    """Return the outline of the run's framework."""
    return outline_of(run.round)
