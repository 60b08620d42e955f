"""The grid of one unit: all its criteria, and what an appraiser does in it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.courses import BEFORE
from opendti_site.assessments.appraisal.grid import unit_grid_view
from opendti_site.assessments.appraisal.permissions import can_watch
from opendti_site.assessments.appraisal.rows import GridPage, GridView
from opendti_site.assessments.appraisal.views.judging import (
    appraised,
    kept_in,
    page_asked,
    rows_context,
)
from opendti_site.assessments.rounds.bridge import criterion_in
from opendti_site.assessments.rounds.models import TAKES_PART, Submission
from opendti_site.assessments.rounds.queries import submissions_visible_to
from opendti_site.assessments.submissions.queries import submissions_with_round

PAGE = "assessments/appraisal/unit_grid.html"


@require_safe
def unit_grid(request: StaffRequest, pk: int, stage: str) -> HttpResponse:
    """Show all criteria of one unit."""
    submission = watched_form(request, pk)
    chosen = request.GET.get("tieu-chi", "")
    shown = page_asked(request, chosen)
    view = unit_grid_view(submission, stage, request.user, shown)
    context = {**_context(request, submission, view), "chosen": chosen}
    return render(request, PAGE, context)


@require_http_methods(["GET", "HEAD", "POST"])
def appraise_criterion(
    request: StaffRequest, pk: int, stage: str, criterion: str
) -> HttpResponse:
    """Appraise one criterion; by htmx answer with its row, or with its pane when asked for."""
    submission, refused_input = watched_form(request, pk), None
    if criterion_in(submission.round, submission.block, criterion) is None:
        raise Http404
    if request.method == "POST":
        refused_input = appraised(request, submission, stage, criterion, criterion)
    if not request.htmx and refused_input is None:
        base = _base(pk, stage)
        kept = kept_in(request, **{"tieu-chi": criterion})
        return redirect(f"{base}?{kept}#r-{criterion}")
    if request.htmx:
        shown = GridPage(only=criterion, refused_input=refused_input)
    else:
        # Without htmx the whole page comes again, with what was typed in its row.
        shown = page_asked(request, criterion, refused_input)
    view = unit_grid_view(submission, stage, request.user, shown)
    context = {**_context(request, submission, view), "row": view.pane}
    if not request.htmx:
        return render(request, PAGE, {**context, "chosen": criterion}, status=422)
    page = "row_saved" if request.method == "POST" else "pane"
    return render(request, f"assessments/appraisal/{page}.html", context)


def watched_form(request: StaffRequest, pk: int) -> Submission:
    """Fetch a form in or after its appraisal for somebody who oversees its unit."""
    rows = submissions_with_round(request.user).filter(TAKES_PART)
    rows = rows.select_related("round__root")
    found: Submission = get_object_or_404(rows.exclude(round__state__in=BEFORE), pk=pk)
    if not can_watch(request.user, found.round.root):
        raise PermissionDenied
    return found


def _context(
    request: StaffRequest, submission: Submission, view: GridView
) -> dict[str, Any]:
    path = submission.unit.path
    beside = submissions_visible_to(request.user).filter(TAKES_PART, round=view.round)
    beside = beside.select_related("round__root").defer("round__framework_text")
    before = beside.filter(unit__path__lt=path).order_by("-unit__path")
    after = beside.filter(unit__path__gt=path).order_by("unit__path")
    base = _base(submission.pk, view.stage)
    return {
        **rows_context(request, view, base),
        "submission": submission,
        "chooser": "tieu-chi",
        "before": _first(request, before),
        "after": _first(request, after),
    }


def _first(request: StaffRequest, rows: QuerySet[Submission]) -> Submission | None:
    """Return the next form whose appraisal this person sees: an own unit among those they report for is none."""
    found = rows.first()
    return found if found and can_watch(request.user, found.round.root) else None


def _base(pk: int, stage: str) -> str:
    return reverse("assessments:unit_grid", args=[pk, stage])
