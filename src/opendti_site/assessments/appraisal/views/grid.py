"""The grid of one criterion, and what an appraiser does in it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.grid import criterion_grid_view
from opendti_site.assessments.appraisal.rows import GridPage, GridView
from opendti_site.assessments.appraisal.views.judging import (
    appraised,
    kept_in,
    page_asked,
    rows_context,
)
from opendti_site.assessments.appraisal.views.overview import watched_round
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Submission
from opendti_site.assessments.submissions.queries import has_written_about

PAGE = "assessments/appraisal/criterion_grid.html"


@require_safe
def criterion_grid(
    request: StaffRequest, pk: int, stage: str, criterion: str
) -> HttpResponse:
    """Show one criterion across all units."""
    chosen = request.GET.get("don-vi", "")
    try:
        view = _grid(request, pk, stage, criterion, page_asked(request, chosen))
    except Http404:
        return _left_out(request, pk, criterion)
    context = {**_context(request, view, criterion), "chosen": chosen}
    return render(request, PAGE, context)


@require_http_methods(["GET", "HEAD", "POST"])
def appraise_unit(
    request: StaffRequest, pk: int, stage: str, criterion: str, submission: int
) -> HttpResponse:
    """Appraise one unit; by htmx answer with its row, or with its pane when asked for."""
    refused_input, key = None, str(submission)
    if request.method == "POST":
        form: Submission = get_object_or_404(
            watched_round(request, pk).taking_part, pk=submission
        )
        refused_input = appraised(request, form, stage, criterion, key)
    if not request.htmx and refused_input is None:
        if request.method != "POST":
            # A unit of another round would otherwise redirect to a grid that does not have it.
            get_object_or_404(watched_round(request, pk).taking_part, pk=submission)
        base = _base(pk, stage, criterion)
        return redirect(f"{base}?{kept_in(request, **{'don-vi': key})}#r-{key}")
    if request.htmx:
        shown = GridPage(only=key, refused_input=refused_input)
    else:
        # Without htmx the whole page comes again, with what was typed in its row.
        shown = page_asked(request, key, refused_input)
    view = _grid(request, pk, stage, criterion, shown)
    if view.pane is None:
        raise Http404
    context = {**_context(request, view, criterion), "row": view.pane}
    if not request.htmx:
        return render(request, PAGE, {**context, "chosen": key}, status=422)
    page = "row_saved" if request.method == "POST" else "pane"
    return render(request, f"assessments/appraisal/{page}.html", context)


def _grid(
    request: StaffRequest, pk: int, stage: str, criterion: str, shown: GridPage
) -> GridView:
    round_ = watched_round(request, pk)
    view = criterion_grid_view(round_, criterion, stage, request.user, shown)
    if view is None:
        raise Http404
    return view


def _left_out(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Lead from an old link to the list of criteria, where the round's framework has this one no more."""
    forms = watched_round(request, pk).submissions.all()
    if not has_written_about(forms, criterion):
        raise Http404
    words = _("Tiêu chí %(code)s không còn trong bộ chỉ số của kỳ này.")
    messages.info(request, words % {"code": criterion})
    return redirect("assessments:appraisal", pk)


def _context(request: StaffRequest, view: GridView, criterion: str) -> dict[str, Any]:
    sheets = framework_page(view.round).criteria()
    codes = [sheet.code for sheet in sheets]
    index = codes.index(criterion)
    base = _base(view.round.pk, view.stage, criterion)
    return {
        **rows_context(request, view, base),
        "sheet": sheets[index],
        "chooser": "don-vi",
        "before": codes[index - 1] if index else "",
        "after": codes[index + 1] if index + 1 < len(codes) else "",
    }


def _base(pk: int, stage: str, criterion: str) -> str:
    return reverse("assessments:criterion_grid", args=[pk, stage, criterion])
