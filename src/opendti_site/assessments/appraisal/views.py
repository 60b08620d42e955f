"""Pages of the appraisal."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opendti_site.assessments.appraisal.actions import Judgement, accept_rest, appraise
from opendti_site.assessments.appraisal.bridge import sheet_of
from opendti_site.assessments.appraisal.grid import EVERYTHING, Retyped, grid_view
from opendti_site.assessments.appraisal.permissions import can_judge, can_watch
from opendti_site.assessments.appraisal.queries import (
    progress_by_criterion,
    rounds_in_appraisal,
    three_scores,
)
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.assessments.submissions.queries import submissions_with_round
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.ui.paging import page_of

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from opendti_site.accounts.requests import StaffRequest
    from opendti_site.assessments.appraisal.grid import GridView
    from opendti_site.assessments.rounds.models import Round, Submission

KEPT = ("loc", "page")


@require_GET
def appraisals(request: StaffRequest) -> HttpResponse:
    """List the rounds to appraise; a single one is opened at once."""
    found = list(rounds_in_appraisal(request.user))
    if len(found) == 1:
        return redirect("assessments:appraisal", found[0].pk)
    return render(request, "assessments/appraisal/appraisals.html", {"rounds": found})


@require_GET
def appraisal(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far each criterion is judged."""
    round_ = _round(request, pk)
    context = {
        "round": round_,
        "mains": progress_by_criterion(round_, request.user),
        "is_council": can_judge(request.user, Stage.FINAL, round_.root),
    }
    return render(request, "assessments/appraisal/appraisal.html", context)


@require_GET
def criterion_grid(
    request: StaffRequest, pk: int, stage: str, criterion: str
) -> HttpResponse:
    """Show one criterion across all units."""
    view = _grid(request, pk, stage, criterion)
    chosen = request.GET.get("don-vi", "")
    context = {**_context(request, view), "chosen": chosen}
    context["pane"] = next(
        (row for row in view.rows if str(row.submission.pk) == chosen), None
    )
    return render(request, "assessments/appraisal/criterion_grid.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def judge(
    request: StaffRequest, pk: int, stage: str, criterion: str, submission: int
) -> HttpResponse:
    """Judge one unit; by htmx answer with its row, or with its pane when asked for."""
    retyped = None
    if request.method == "POST":
        round_ = _round(request, pk)
        retyped = _judged(request, round_, stage, criterion, submission)
    if not request.htmx and retyped is None:
        return redirect(_grid_url(request, (pk, stage, criterion), submission))
    view = _grid(request, pk, stage, criterion, retyped)
    row = next((one for one in view.rows if one.submission.pk == submission), None)
    if row is None:
        raise Http404
    context = {**_context(request, view), "row": row, "pane": row}
    if not request.htmx:
        context["chosen"] = str(submission)
        page = "assessments/appraisal/criterion_grid.html"
        return render(request, page, context, status=422)
    page = "row_saved" if request.method == "POST" else "pane"
    return render(request, f"assessments/appraisal/{page}.html", context)


@require_POST
def accept_rest_step(
    request: StaffRequest, pk: int, stage: str, criterion: str
) -> HttpResponse:
    """Accept every unit that nobody judged yet and nothing is strange about."""
    view = _grid(request, pk, stage, criterion)
    plain = [
        row.submission.pk
        for row in view.rows
        if not row.entry and not row.flags and not row.is_claimed
    ]
    try:
        n = accept_rest(
            view.round, criterion, stage=stage, by=request.user, among=plain
        )
        words = ngettext("Đã chấp nhận %(n)d đơn vị.", "Đã chấp nhận %(n)d đơn vị.", n)
        messages.success(request, words % {"n": n})
    except ActionRefusedError as refused:
        messages.error(request, str(refused))
    return redirect("assessments:criterion_grid", pk, stage, criterion)


@require_GET
def unit_scores(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a unit's three scores side by side."""
    submission = get_object_or_404(submissions_with_round(request.user), pk=pk)
    may_see = can_watch(request.user, submission.unit)
    closed = submission.round.state == RoundState.CLOSED
    sees_all = may_see or closed
    stages = tuple(Stage) if sees_all else (Stage.SELF,)
    rows, totals = three_scores(submission, stages, alone=not sees_all)
    context = {
        "submission": submission,
        "rows": rows,
        "totals": totals,
        "stages": [(str(stage), stage.label) for stage in stages],
    }
    return render(request, "assessments/appraisal/unit_scores.html", context)


def _round(request: StaffRequest, pk: int) -> Round:
    round_ = get_object_or_404(rounds_in_appraisal(request.user), pk=pk)
    if not can_watch(request.user, round_.root):
        raise PermissionDenied
    return round_


def _grid(
    request: StaffRequest,
    pk: int,
    stage: str,
    criterion: str,
    retyped: Retyped | None = None,
) -> GridView:
    view = grid_view(_round(request, pk), criterion, stage, request.user, retyped)
    if view is None:
        raise Http404
    return view


def _context(request: StaffRequest, view: GridView) -> dict[str, Any]:
    wanted = request.GET.get("loc", EVERYTHING)
    rows = page_of(request, [row for row in view.rows if wanted in row.kinds])
    codes = [sheet.code for sheet in framework_page(view.round).criteria()]
    place = codes.index(view.sheet.code)
    open_ = view.round.state == RoundState.APPRAISAL
    return {
        "view": view,
        "round": view.round,
        "sheet": view.sheet,
        "stage": view.stage,
        "base": _base(view.round.pk, view.stage, view.sheet.code),
        "rows": rows,
        "wanted": wanted,
        "kept": urlencode({"loc": wanted, "page": rows.number}),
        "before": codes[place - 1] if place else "",
        "after": codes[place + 1] if place + 1 < len(codes) else "",
        "can_judge": open_ and can_judge(request.user, view.stage, view.round.root),
    }


def _judged(
    request: StaffRequest, round_: Round, stage: str, criterion: str, pk: int
) -> Retyped | None:
    """Judge as posted; where that is refused, return what was typed with the words why."""
    submission: Submission = get_object_or_404(round_.submissions, pk=pk)
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        raise Http404
    post = request.POST
    seen = post.get("seen", "")
    judgement = Judgement(
        verdict=Verdict.CORRECTED
        if post.get("verdict") == Verdict.CORRECTED
        else Verdict.ACCEPTED,
        reason=post.get("reason", ""),
        texts={item.id: post.get(f"v:{item.id}", "") for item in sheet.items},
        applies=post.get("applies", "1") == "1",
        seen=int(seen) if seen.isdecimal() else None,
    )
    try:
        appraise(submission, criterion, judgement, stage=stage, by=request.user)
    except ActionRefusedError as refused:
        refusal = str(refused)
    except ValidationError as fault:
        refusal = " ".join(fault.messages)
    else:
        return None
    return Retyped(pk, judgement.texts, judgement.reason, refusal)


def _grid_url(
    request: StaffRequest, grid: tuple[int, str, str], submission: int
) -> str:
    asked = {name: request.GET[name] for name in KEPT if name in request.GET}
    kept = urlencode(asked | {"don-vi": submission})
    return f"{_base(*grid)}?{kept}#r-{submission}"


def _base(pk: int, stage: str, criterion: str) -> str:
    """Return the grid's address; a unit's stands right below it."""
    return reverse("assessments:criterion_grid", args=[pk, stage, criterion])
