"""Pages of a round's runs."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opendti_site.accounts.requests import signed_in
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.queries import rounds_visible_to
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.operations.queries import has_live_worker
from opendti_site.organisations.models import Unit
from opendti_site.results import bridge, queries
from opendti_site.results.enums import CLOSED_STATES, RunState
from opendti_site.results.models import Run
from opendti_site.results.permissions import (
    can_see_any_runs,
    can_see_runs,
    can_start_run,
)
from opendti_site.results.tasks import request_run as queue_run
from opendti_site.results.words import undecided_sentences
from opendti_site.ui.paging import page_of

MAX_NOT_MEASURED = 50
RUNS = 50


def _round(request: HttpRequest, round_id: int) -> Round:
    """Fetch a round that the person may see the runs of."""
    # The outline of a run is read from the round's frozen framework.
    seen = rounds_visible_to(signed_in(request)).defer(None)
    round_ = get_object_or_404(seen, pk=round_id)
    if not can_see_runs(signed_in(request), round_):
        raise PermissionDenied
    return round_


@require_safe
def runs_page(request: HttpRequest, round_id: int) -> HttpResponse:
    """List every run of a round, newest first."""
    round_ = _round(request, round_id)
    may_start = can_start_run(signed_in(request), round_)
    context = {
        "round": round_,
        "stages": Stage.choices,
        "may_start": may_start and bool(round_.fingerprint),
    }
    listed = _listed(request, queries.runs_of(round_))
    return render(request, "results/runs.html", context | listed)


@require_safe
def all_runs(request: HttpRequest) -> HttpResponse:
    """List the runs of every round that the person may look at, newest first."""
    if not can_see_any_runs(signed_in(request)):
        raise PermissionDenied
    listed = _listed(request, queries.runs_visible_to(signed_in(request)))
    return render(request, "results/all_runs.html", listed)


def _listed(request: HttpRequest, runs: QuerySet[Run]) -> dict[str, object]:
    page = page_of(request, runs, RUNS)
    is_waiting = any(run.state not in CLOSED_STATES for run in page)
    return {
        "runs": page,
        "is_waiting": is_waiting,
        "lacks_worker": is_waiting and not has_live_worker(),
    }


@require_http_methods(["GET", "HEAD", "POST"])
def request_run(request: HttpRequest, round_id: int) -> HttpResponse:
    """Freeze the answers and queue a run; what is undecided is confirmed first."""
    round_ = _round(request, round_id)
    stage = request.POST.get("stage", Stage.FINAL)
    if not can_start_run(signed_in(request), round_) or stage not in Stage.values:
        raise PermissionDenied
    if request.method != "POST":
        # The page of the confirmation again by its address, as after another language.
        return redirect("results:runs", round_id)
    counts = queries.undecided_in(round_, stage).counts
    # The counts themselves are confirmed: if they have changed since, the page asks again.
    if counts and request.POST.get("confirmed") != bridge.canonical(counts):
        return render(
            request, "results/confirm.html", _to_confirm(round_, stage, counts)
        )
    try:
        run = queue_run(round_, stage, by=signed_in(request), confirmed=counts)
    except ActionRefusedError as refusal:
        messages.error(request, str(refusal))
        return redirect("results:runs", round_id)
    messages.success(request, _("Đã chốt số liệu và xếp hàng tính điểm."))
    return redirect(run)


def _to_confirm(
    round_: Round, stage: str, counts: Mapping[str, int]
) -> dict[str, object]:
    """Return what the page of the confirmation shows, and what it sends back."""
    return {
        "round": round_,
        "stage": Stage(stage),
        "open_points": undecided_sentences(counts),
        "confirmed": bridge.canonical(counts),
        "units": round_.taking_part.count(),
    }


@require_safe
def run_page(request: HttpRequest, round_id: int, run_id: int) -> HttpResponse:
    """Show one run: its ranking per block, or how far it has come."""
    round_ = _round(request, round_id)
    # The frozen inputs of thousands of units are megabytes, and no page of a run shows them.
    runs = Run.objects.select_related("started_by").defer("inputs", "unit_keys")
    run = get_object_or_404(runs, pk=run_id, round=round_)
    # The same object: otherwise each use of `run.round` would query it again.
    run.round = round_
    context = {
        "round": round_,
        "run": run,
        "may_publish": _may_publish(request, run),
        "editions": run.editions.all(),
        "sent_back": queries.sent_back(run),
        "is_proposed": run.proposals.filter(state="open").exists(),
    }
    if run.state not in CLOSED_STATES:
        context["lacks_worker"] = not has_live_worker()
    if run.state == RunState.FINISHED:
        context |= _ranking(run, request.GET)
    return render(request, "results/run.html", context)


def _may_publish(request: HttpRequest, run: Run) -> bool:
    """Return whether a run can be published as it is: finished, measured, and not of a rehearsal."""
    return (
        can_start_run(signed_in(request), run.round)
        and run.state == RunState.FINISHED
        and not run.unresolved
        and not run.round.is_rehearsal
    )


def _ranking(run: Run, asked: QueryDict) -> dict[str, object]:
    outline = queries.outline_for(run)
    blocks = queries.blocks_of(run, outline)
    codes = [ranked.code for ranked in blocks]
    block = asked.get("khoi", "")
    wanted = queries.RankingFilter(
        block=block if block in codes else next(iter(codes), ""),
        text=asked.get("q", ""),
        page=asked.get("page"),
    )
    return {
        "outline": outline,
        "blocks": blocks,
        "shown_block": wanted.block,
        "q": wanted.text,
        "table": queries.rank_table(run, outline, wanted),
    } | (_not_measured(run) if run.unresolved else {})


def _not_measured(run: Run) -> dict[str, object]:
    waiting = queries.not_measured(run)
    return {
        "not_measured": waiting[:MAX_NOT_MEASURED],
        "more_not_measured": max(waiting.count() - MAX_NOT_MEASURED, 0),
    }


@require_safe
def explanation(
    request: HttpRequest, round_id: int, run_id: int, unit: str, node: str
) -> HttpResponse:
    """Explain why a number is what it is: a whole page, or the part that htmx asked for."""
    round_ = _round(request, round_id)
    finished = Run.objects.filter(state=RunState.FINISHED).defer("inputs", "unit_keys")
    run = get_object_or_404(finished, pk=run_id, round=round_)
    run.round = round_
    assessed = get_object_or_404(Unit, code=unit)
    working = bridge.explanation_of(run, unit, node)
    if working is None:
        raise Http404
    context = {
        "round": round_,
        "run": run,
        "unit": assessed,
        "working": working,
        "stages": queries.three_scores(run, assessed, node),
        "node": node,
        "assessed_form": queries.form_with(round_, assessed, node),
    }
    part = (
        "results/_explanation.html"
        if request.headers.get("HX-Request")
        else "results/explanation.html"
    )
    return render(request, part, context)
