"""The grid of one criterion, and what an appraiser does in it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import (
    require_http_methods,
    require_safe,
)

from opendti_site.accounts.models import User
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.actions import Judgement, appraise
from opendti_site.assessments.appraisal.bridge import sheet_of
from opendti_site.assessments.appraisal.facts import EVERYTHING
from opendti_site.assessments.appraisal.flags import outlier_rule
from opendti_site.assessments.appraisal.grid import grid_view
from opendti_site.assessments.appraisal.looked_at import no_longer_shown
from opendti_site.assessments.appraisal.permissions import is_appraiser
from opendti_site.assessments.appraisal.queries import appraisable_by
from opendti_site.assessments.appraisal.rows import (
    GridPage,
    GridView,
    RefusedInput,
    RowView,
)
from opendti_site.assessments.appraisal.times import may_judge_now
from opendti_site.assessments.appraisal.views.overview import watched_round
from opendti_site.assessments.evidence.remarks import remarks_on
from opendti_site.assessments.requests.enums import ASKING, SIGNED
from opendti_site.assessments.requests.permissions import can_ask
from opendti_site.assessments.requests.queries import requests_about
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.submissions.enums import Stage, Verdict
from opendti_site.audit.errors import ActionRefusedError
from opendti_site.frameworks.sheets import CriterionSheet
from opendti_site.ui.request_numbers import read_number

KEPT_PARAMETERS = ("loc", "page")
OVER_TYPED = "accepted_over"  # accept, and let go of what was typed
VERDICTS = (Verdict.ACCEPTED, OVER_TYPED, Verdict.CORRECTED)


@require_safe
def criterion_grid(
    request: StaffRequest, pk: int, stage: str, criterion: str
) -> HttpResponse:
    """Show one criterion across all units."""
    chosen = read_number(request.GET.get("don-vi", ""))
    view = _grid(request, pk, stage, criterion, _page_asked(request, chosen))
    context = {**_context(request, view), "chosen": str(chosen or "")}
    return render(request, "assessments/appraisal/criterion_grid.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def appraise_unit(
    request: StaffRequest, pk: int, stage: str, criterion: str, submission: int
) -> HttpResponse:
    """Appraise one unit; by htmx answer with its row, or with its pane when asked for."""
    refused_input = None
    if request.method == "POST":
        round_ = watched_round(request, pk)
        refused_input = _appraised(request, round_, stage, criterion, submission)
    if not request.htmx and refused_input is None:
        if request.method != "POST":
            round_ = watched_round(request, pk)
            # A unit of another round would otherwise redirect to a grid that does not have it.
            get_object_or_404(round_.submissions, pk=submission)
        return redirect(_grid_url(request, (pk, stage, criterion), submission))
    if request.htmx:
        shown = GridPage(only=submission, refused_input=refused_input)
    else:
        # Without htmx the whole page comes again, with what was typed in its row.
        shown = _page_asked(request, submission, refused_input)
    view = _grid(request, pk, stage, criterion, shown)
    if view.pane is None:
        raise Http404
    context = {**_context(request, view), "row": view.pane}
    if not request.htmx:
        context["chosen"] = str(submission)
        page = "assessments/appraisal/criterion_grid.html"
        return render(request, page, context, status=422)
    page = "row_saved" if request.method == "POST" else "pane"
    return render(request, f"assessments/appraisal/{page}.html", context)


def _page_asked(
    request: StaffRequest,
    chosen: int | None,
    refused_input: RefusedInput | None = None,
) -> GridPage:
    """Return which page of the grid an address asks for."""
    return GridPage(
        wanted=request.GET.get("loc", EVERYTHING),
        number=request.GET.get("page"),
        chosen=chosen,
        refused_input=refused_input,
    )


def _grid(
    request: StaffRequest, pk: int, stage: str, criterion: str, shown: GridPage
) -> GridView:
    round_ = watched_round(request, pk)
    view = grid_view(round_, criterion, stage, request.user, shown)
    if view is None:
        raise Http404
    return view


def _context(request: StaffRequest, view: GridView) -> dict[str, Any]:
    wanted = request.GET.get("loc", EVERYTHING)
    # A single row that was asked for keeps the page that it was asked from.
    number = read_number(request.GET.get("page", "")) or view.page.number
    codes = [sheet.code for sheet in framework_page(view.round).criteria()]
    index = codes.index(view.sheet.code)
    rows = [*view.rows, *filter(None, [view.pane])]
    # Where only the assigned appraise, the others see and do not judge.
    bound = view.round.only_assigned and view.stage == Stage.APPRAISED
    units = {
        row.submission.pk: row.submission.unit
        for row in rows
        if row.is_mine or not bound
    }
    open_ = may_judge_now(view.round, view.stage)
    appraisable = (
        appraisable_by(request.user, view.stage, units) if open_ else frozenset()
    )
    return {
        "view": view,
        "round": view.round,
        "sheet": view.sheet,
        "stage": view.stage,
        "base": _base(view.round.pk, view.stage, view.sheet.code),
        "rows": view.rows,
        "page": view.page,
        "pane": view.pane,
        "pane_remarks": remarks_on(
            view.pane.evidence.links if view.pane else [], view.round, request.user
        ),
        "looked_at": no_longer_shown(view.pane),
        "plain": [
            row
            for row in view.rows
            if row.is_complete and row.submission.pk in appraisable
        ],
        "outlier_rule": outlier_rule(),
        "wanted": wanted,
        "kept": urlencode({"loc": wanted, "page": number}),
        "before": codes[index - 1] if index else "",
        "after": codes[index + 1] if index + 1 < len(codes) else "",
        "appraisable": appraisable,
        "can_appraise": open_
        and is_appraiser(request.user, view.stage, view.round.root),
        **_requests(request.user, view, rows),
    }


def _requests(user: User, view: GridView, rows: list[RowView]) -> dict[str, Any]:
    """Return the requests about the units shown, and about which units this person may ask."""
    submissions = [row.submission for row in rows]
    for submission in submissions:
        submission.round = view.round
    histories = requests_about(submissions, view.sheet.code)
    asks = view.round.state in ASKING
    return {
        "histories": histories,
        "asked_of": {pk: history[0] for pk, history in histories.items()},
        "askable": frozenset(
            row.pk
            for row in submissions
            if asks and row.state in SIGNED and can_ask(user, row.unit)
        ),
    }


def _appraised(
    request: StaffRequest, round_: Round, stage: str, criterion: str, pk: int
) -> RefusedInput | None:
    """Appraise as posted; where that is refused, return what was typed with the words why."""
    submission: Submission = get_object_or_404(round_.submissions, pk=pk)
    sheet = sheet_of(round_, criterion)
    if sheet is None:
        raise Http404
    judgement = _posted(request.POST, sheet)
    verdict = request.POST.get("verdict")
    is_unsaved = verdict == Verdict.ACCEPTED and _is_touched(request.POST, sheet)
    refusal = _unfit(verdict, is_unsaved=is_unsaved)
    if not refusal:
        try:
            appraise(submission, criterion, judgement, stage=stage, by=request.user)
        except ActionRefusedError as refused:
            refusal = str(refused)
        except ValidationError as fault:
            refusal = " ".join(fault.messages)
        else:
            return None
    return RefusedInput(
        pk,
        judgement.texts,
        request.POST.get("reason", ""),
        refusal,
        applies=judgement.applies,
        is_unsaved=is_unsaved,
    )


def _posted(post: QueryDict, sheet: CriterionSheet) -> Judgement:
    """Read a judgement; a reason that stands from the correction before explains no acceptance."""
    is_correction = post.get("verdict") == Verdict.CORRECTED
    reason = post.get("reason", "")
    # `wr` is the reason as the page showed it, from an earlier correction.
    if not is_correction and reason == post.get("wr", ""):
        reason = ""
    return Judgement(
        verdict=Verdict.CORRECTED if is_correction else Verdict.ACCEPTED,
        reason=reason,
        texts={item.id: post.get(f"v:{item.id}", "") for item in sheet.items},
        applies=post.get("applies", "1") == "1",
        seen=post.get("seen", ""),
    )


def _is_touched(post: QueryDict, sheet: CriterionSheet) -> bool:
    """Whether a value or the choice of "applies" differs from what the page showed."""
    pairs = [(f"v:{item.id}", f"w:{item.id}") for item in sheet.items]
    pairs.append(("applies", "wa"))
    return any(
        post.get(now, "").strip() != post.get(was, "").strip() for now, was in pairs
    )


def _unfit(verdict: str | None, *, is_unsaved: bool) -> str:
    """Return why a post is no judgement yet; nothing, if it is one."""
    if verdict not in VERDICTS:
        return _("Hãy chọn chấp nhận hoặc điều chỉnh.")
    if is_unsaved:
        return _(
            "Số liệu đã được sửa mà chưa lưu. Bấm “Điều chỉnh” để lưu số đã sửa, "
            "hoặc bỏ số đã sửa và chấp nhận số của đơn vị."
        )
    return ""


def _grid_url(
    request: StaffRequest, grid: tuple[int, str, str], submission: int
) -> str:
    asked = {name: request.GET[name] for name in KEPT_PARAMETERS if name in request.GET}
    kept = urlencode(asked | {"don-vi": submission})
    return f"{_base(*grid)}?{kept}#r-{submission}"


def _base(pk: int, stage: str, criterion: str) -> str:
    """Return the grid's address; a unit's stands right below it."""
    return reverse("assessments:criterion_grid", args=[pk, stage, criterion])
