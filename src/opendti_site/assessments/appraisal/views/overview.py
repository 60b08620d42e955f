"""Where the appraisal stands: rounds, criteria, a unit's three scores; closing the round."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opendti_site.accounts.page_actions import run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.appraisal.courses import courses_of
from opendti_site.assessments.appraisal.facts import EVERYTHING
from opendti_site.assessments.appraisal.permissions import (
    can_read_minutes,
    can_watch,
    is_appraiser,
)
from opendti_site.assessments.appraisal.queries import (
    MainProgress,
    progress_by_criterion,
    rounds_in_appraisal,
    three_scores,
    undecided_counts,
    undecided_in,
)
from opendti_site.assessments.appraisal.sheet import UnitSheet, unit_sheet
from opendti_site.assessments.appraisal.sheet_document import sheet_document
from opendti_site.assessments.appraisal.workload import workload_of
from opendti_site.assessments.rounds.actions import close_round, start_step
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.confirming import (
    StepForm,
    as_seen,
    fingerprint_of,
)
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import can_coordinate
from opendti_site.assessments.rounds.queries import (
    found_among,
    progress_of,
    rounds_visible_to,
)
from opendti_site.assessments.rounds.steps import (
    STEPS_BETWEEN,
    present_step,
    step_after,
)
from opendti_site.assessments.submissions.enums import Stage
from opendti_site.assessments.submissions.queries import submissions_with_round
from opendti_site.ui.exports import DOCX, file_answer
from opendti_site.ui.paging import page_of

AGAIN = "can-xem-lai"


@require_safe
def appraisals(request: StaffRequest) -> HttpResponse:
    """List the rounds to appraise; a single one is opened at once."""
    found = list(rounds_in_appraisal(request.user))
    if len(found) == 1:
        return redirect("assessments:appraisal", found[0].pk)
    return render(request, "assessments/appraisal/appraisals.html", {"rounds": found})


@require_safe
def appraisal(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far each criterion is appraised."""
    round_ = watched_round(request, pk)
    is_council = is_appraiser(request.user, Stage.FINAL, round_.root)
    mains = progress_by_criterion(round_, request.user)
    again = [main for main in map(MainProgress.to_look_again, mains) if main.criteria]
    wanted = AGAIN if request.GET.get("loc") == AGAIN else EVERYTHING
    context = {
        "round": round_,
        "mains": again if wanted == AGAIN else mains,
        "wanted": wanted,
        "all": sum(len(main.criteria) for main in mains),
        "again": sum(len(main.criteria) for main in again),
        "own_stage": Stage.FINAL if is_council else Stage.APPRAISED,
        "is_council": is_council,
        "can_read_minutes": can_read_minutes(request.user, round_.root),
        "can_assign": can_coordinate(request.user, round_.root),
        "mine": workload_of(request.user, round_),
    }
    return render(request, "assessments/appraisal/appraisal.html", context)


@require_safe
def appraisal_units(request: StaffRequest, pk: int) -> HttpResponse:
    """List the units of a round with how far each is appraised; each leads to its grid."""
    round_ = watched_round(request, pk)
    text = request.GET.get("q", "")
    page = page_of(request, found_among(progress_of(round_, request.user), text, ""))
    is_council = is_appraiser(request.user, Stage.FINAL, round_.root)
    context = {
        "round": round_,
        "rows": page,
        "courses": courses_of(round_, list(page)),
        "own_stage": Stage.FINAL if is_council else Stage.APPRAISED,
        "framework": framework_page(round_),
        "q": text,
    }
    return render(request, "assessments/appraisal/appraisal_units.html", context)


@require_safe
def unit_scores(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a unit's three scores side by side."""
    submission = get_object_or_404(submissions_with_round(request.user), pk=pk)
    may_see = can_watch(request.user, submission.round.root)
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


@require_safe
def sheet_to_sign(request: StaffRequest, pk: int) -> HttpResponse:
    """Show a form as the sheet that is printed and signed."""
    view = _sheet(request, pk)
    context = {
        "submission": view.submission,
        "view": view,
        "stages": [(str(stage), stage.label) for stage in Stage],
    }
    return render(request, "assessments/appraisal/sheet_to_sign.html", context)


@require_safe
def sheet_file(request: StaffRequest, pk: int) -> HttpResponse:
    """Send the sheet to sign as a document."""
    view = _sheet(request, pk)
    name = f"phieu-{view.submission.round.year}-{view.submission.pk}.docx"
    return file_answer(sheet_document(view), DOCX, name)


def _sheet(request: StaffRequest, pk: int) -> UnitSheet:
    """Return the sheet of a form with as much of its appraisal as the person may see."""
    submission = get_object_or_404(submissions_with_round(request.user), pk=pk)
    may_see = can_watch(request.user, submission.round.root)
    sees_all = may_see or submission.round.state == RoundState.CLOSED
    return unit_sheet(submission, reader=request.user, sees_all=sees_all)


@require_http_methods(["GET", "HEAD", "POST"])
def close_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show in numbers what closing leaves undecided; end the round once that is confirmed."""
    round_ = _coordinated(request, pk)
    following = step_after(round_)
    if following is None or following.state != RoundState.CLOSED:
        return redirect(round_)
    form = _step_form(request, round_)
    count = as_seen(form.seen, undecided_counts)
    if request.method == "POST" and run_form_action(
        form, lambda: close_round(round_, by=request.user, count=count)
    ):
        messages.success(request, _("Đã chốt kết quả của kỳ đánh giá."))
        return redirect(round_)
    context = _step_context(round_, form)
    return render(request, "assessments/appraisal/close_round.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def start_step_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show in numbers what the next step leaves undecided; move the round on once that is confirmed."""
    round_ = _coordinated(request, pk)
    following = step_after(round_)
    if following is None or following.state not in STEPS_BETWEEN:
        return redirect(round_)
    # The page names the step that it moves to: a second press must not move the round twice.
    step = request.POST.get("step", "")
    form = _step_form(request, round_)
    count = as_seen(form.seen, undecided_counts)
    if request.method == "POST" and run_form_action(
        form, lambda: start_step(round_, step, by=request.user, count=count)
    ):
        done = _("Kỳ đánh giá đã sang bước “%(step)s”.")
        messages.success(request, done % {"step": following.state.label})
        return redirect(round_)
    context = _step_context(round_, form)
    context |= {"step": following, "present": present_step(round_)}
    return render(request, "assessments/appraisal/start_step.html", context)


def _coordinated(request: StaffRequest, pk: int) -> Round:
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_coordinate(request.user, round_.root):
        raise PermissionDenied
    return round_


def _step_form(request: StaffRequest, round_: Round) -> StepForm:
    undone = not undecided_in(round_).is_nothing
    data = request.POST if request.method == "POST" else None
    return StepForm(data, round_=round_, leaves_undone=undone)


def _step_context(round_: Round, form: StepForm) -> dict[str, Any]:
    undecided = undecided_in(round_)
    return {
        "round": round_,
        "form": form,
        "undecided": undecided,
        "seen": fingerprint_of(asdict(undecided)),
    }


def watched_round(request: StaffRequest, pk: int) -> Round:
    """Fetch a round in or after its appraisal for somebody who oversees it."""
    round_ = get_object_or_404(rounds_in_appraisal(request.user), pk=pk)
    if not can_watch(request.user, round_.root):
        raise PermissionDenied
    return round_
