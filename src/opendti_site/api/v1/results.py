"""Runs of rounds that the unit of the account runs, and the scores that they gave."""

from __future__ import annotations

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Path, Router

from opendti_site.accounts.service_tokens import covers_item
from opendti_site.api.callers import ApiRequest, reads
from opendti_site.api.pages import Key, Paged, page_of_rows
from opendti_site.api.v1.schemas import PageOut, RunOut, ScoreOut
from opendti_site.api.v1.texts import REFUSALS_OF_ONE
from opendti_site.assessments.rounds.queries import rounds_visible_to
from opendti_site.publication.models import EditionScore
from opendti_site.results.models import Run, RunScore
from opendti_site.results.queries import runs_visible_to

router = Router(auth=reads, tags=["results"])


@router.get(
    "/rounds/{round_id}/runs",
    response={200: PageOut[RunOut], **REFUSALS_OF_ONE},
    url_name="runs",
    summary="The runs of a round",
)
def list_runs(request: ApiRequest, round_id: Path[Key], paged: Paged) -> dict[str, Any]:
    """Return the runs of a round that the account oversees; of any other round there are none."""
    reader = request.auth.reader
    get_object_or_404(rounds_visible_to(reader), pk=round_id)
    rows = runs_visible_to(reader).filter(round=round_id)
    return page_of_rows(rows, paged, written)


@router.get(
    "/runs/{run_id}",
    response={200: RunOut, **REFUSALS_OF_ONE},
    url_name="run",
    summary="One run",
)
def get_run(request: ApiRequest, run_id: Path[Key]) -> dict[str, Any]:
    """Return a run."""
    return written(get_object_or_404(runs_visible_to(request.auth.reader), pk=run_id))


@router.get(
    "/runs/{run_id}/scores",
    response={200: PageOut[ScoreOut], **REFUSALS_OF_ONE},
    url_name="run_scores",
    summary="The scores of a run",
)
def list_scores(request: ApiRequest, run_id: Path[Key], paged: Paged) -> dict[str, Any]:
    """Return the score of each unit at each node; with an account of certain items, at theirs alone."""
    account = request.auth.account
    run = get_object_or_404(runs_visible_to(request.auth.reader), pk=run_id)
    rows = RunScore.objects.filter(run=run).select_related("unit")

    def in_scope(score: RunScore) -> dict[str, Any] | None:
        return written_score(score) if covers_item(account, score.node) else None

    return page_of_rows(rows, paged, in_scope)


def written(run: Run) -> dict[str, Any]:
    """Return a run as the API writes it."""
    return {
        "id": run.pk,
        "round": run.round_id,
        "stage": run.stage,
        "state": run.state,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "framework_fingerprint": run.fingerprint,
        "engine_version": run.engine_version,
        "complete": run.is_complete,
    }


def written_score(score: RunScore | EditionScore) -> dict[str, Any]:
    """Return a score as the API writes it."""
    names = ("block", "node", "level", "state", "points", "max_points", "value")
    more = ("rank", "of", "band")
    return {
        "unit": score.unit.code,
        **{name: getattr(score, name) for name in (*names, *more)},
    }
