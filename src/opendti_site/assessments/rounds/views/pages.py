"""Pages of rounds."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from opendti_site.accounts.page_actions import run_action, run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.rounds.actions import (
    NOBODY,
    amend_round,
    create_round,
    discard_round,
    edit_round,
    extend_round,
    open_round,
    reopen_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.confirming import (
    StepForm,
    as_seen,
    fingerprint_of,
)
from opendti_site.assessments.rounds.drafts import why_unscorable
from opendti_site.assessments.rounds.enums import FOR_UNITS, RUNNING, RoundState
from opendti_site.assessments.rounds.forms import (
    AmendmentForm,
    ExtensionForm,
    ReopeningForm,
    RoundForm,
)
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.permissions import (
    can_appraise_any,
    can_coordinate,
    can_oversee,
)
from opendti_site.assessments.rounds.queries import (
    candidates_for,
    found_among,
    not_submitted_in,
    progress_filters,
    progress_of,
    rounds_visible_to,
    rounds_with_progress,
    tally_of,
    withdrawn_from,
)
from opendti_site.assessments.rounds.rehearsals import can_be_rehearsed
from opendti_site.assessments.rounds.steps import (
    extendable_deadlines,
    present_step,
    steps_of,
)
from opendti_site.ui.confirming import TypedNameForm
from opendti_site.ui.paging import page_of
from opendti_site.ui.request_numbers import read_number

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def rounds(request: StaffRequest) -> HttpResponse:
    """List the rounds that concern the person."""
    context = {
        "rounds": rounds_with_progress(request.user),
        "can_create": can_coordinate(request.user),
    }
    return render(request, "assessments/rounds/rounds.html", context)


@read_or_write
def create_round_page(request: StaffRequest) -> HttpResponse:
    """Set a round up."""
    if not can_coordinate(request.user):
        raise PermissionDenied
    form = RoundForm(request.POST or None, user=request.user)
    made: list[Round] = []
    if request.method == "POST" and run_form_action(
        form, lambda: made.append(create_round(form.draft(), by=request.user))
    ):
        return redirect("assessments:open_round", made[0].pk)
    return render(request, "assessments/rounds/create_round.html", {"form": form})


@read_or_write
def edit_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Change a round that is not open yet."""
    round_ = coordinated(request, pk)
    if round_.state != RoundState.DRAFT:
        return redirect(round_)
    form = RoundForm(request.POST or None, user=request.user, instance=round_)
    version = request.POST.get("version", "")
    seen = read_number(version) or 0
    if request.method == "POST" and run_form_action(
        form,
        lambda: edit_round(round_, form.draft(), version=seen, by=request.user),
    ):
        return redirect("assessments:open_round", pk)
    context = {"form": form, "round": round_, "version": version or round_.version}
    return render(request, "assessments/rounds/edit_round.html", context)


@read_or_write
def discard_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask once more, then drop a round that was never opened."""
    round_ = coordinated(request, pk)
    if round_.state != RoundState.DRAFT:
        return redirect(round_)
    done = _("Đã bỏ kỳ đánh giá.")
    form = TypedNameForm(request.POST or None, name=round_.title)
    if request.method == "POST" and form.is_valid():
        run_action(request, lambda: discard_round(round_, by=request.user), done)
        return redirect("assessments:rounds")
    context = {"round": round_, "form": form}
    return render(request, "assessments/rounds/discard_round.html", context)


@read_or_write
def open_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show every unit with its block, to be changed; say in numbers what opens; open the round."""
    round_ = coordinated(request, pk)
    if round_.state != RoundState.DRAFT:
        return redirect(round_)
    blocks = _blocks_in(request.POST) if request.method == "POST" else None
    if blocks is not None and "confirmed" in request.POST:
        done = _("Đã mở kỳ đánh giá.")
        if run_action(
            request, lambda: open_round(round_, by=request.user, blocks=blocks), done
        ):
            return redirect(round_)
    candidates, framework_blocks = candidates_for(round_, blocks)
    context = {
        "round": round_,
        "can_rehearse": can_be_rehearsed(round_),
        "candidates": candidates,
        "blocks": framework_blocks,
        "counts": [
            (block, sum(row.block == block.code for row in candidates))
            for block in framework_blocks
        ],
        "taking_part": sum(bool(row.block) for row in candidates),
        "left_out": sum(not row.block for row in candidates),
        "later_steps": [s for s in steps_of(round_)[2:] if s.deadline],
        "unscorable": why_unscorable(round_, {row.block for row in candidates}),
    }
    asks = blocks is not None and "back" not in request.POST
    page = "confirm_opening" if asks and context["taking_part"] else "open_round"
    if asks and not context["taking_part"]:
        messages.error(request, NOBODY)
    return render(request, f"assessments/rounds/{page}.html", context)


@require_safe
def round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far each unit has come."""
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    can_manage = can_coordinate(request.user, round_.root)
    if round_.state == RoundState.DRAFT and can_manage:
        return redirect("assessments:open_round", pk)
    rows = progress_of(round_, request.user)
    text, progress = request.GET.get("q", ""), request.GET.get("muc", "")
    page = page_of(request, found_among(rows, text, progress))
    for row in page:
        row.round = round_
    tally = tally_of(rows)
    context = {
        "round": round_,
        "rows": page,
        "q": text,
        "progress": progress,
        "progress_filters": [
            (code, words) for code, (words, _rows) in progress_filters().items()
        ],
        "tally": tally,
        "can_start": _can_start(round_, waiting=tally.units - tally.submitted),
        "withdrawn": withdrawn_from(round_, request.user),
        "can_admit": can_manage and round_.state in FOR_UNITS,
        "page": framework_page(round_),
        "can_manage": can_manage,
        "can_amend": round_.state in RUNNING,
        "can_rehearse": can_be_rehearsed(round_),
        "can_extend": bool(extendable_deadlines(round_)),
        "is_past_submission": round_.state in RUNNING[1:],
        "can_appraise": can_appraise_any(request.user),
        "can_oversee": can_oversee(request.user, round_.root),
    }
    return render(request, "assessments/rounds/round_page.html", context)


@read_or_write
def extend_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Move the deadline of the present step, and of later ones with it, with a reason."""
    round_ = coordinated(request, pk)
    if not extendable_deadlines(round_):
        return redirect(round_)
    form = ExtensionForm(request.POST or None, round_=round_)
    if request.method == "POST" and run_form_action(
        form, lambda: extend_round(round_, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Đã gia hạn."))
        return redirect(round_)
    context = {
        "round": round_,
        "form": form,
        "step": present_step(round_),
        "taking_part": round_.taking_part.count(),
    }
    return render(request, "assessments/rounds/extend_round.html", context)


@read_or_write
def amend_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Change the name and the dates ahead of an open round, with a reason."""
    round_ = coordinated(request, pk)
    if round_.state not in RUNNING:
        return redirect(round_)
    form = AmendmentForm(request.POST or None, round_=round_)
    version = request.POST.get("version", "")
    seen = read_number(version) or 0
    if request.method == "POST" and run_form_action(
        form,
        lambda: amend_round(round_, version=seen, by=request.user, **form.cleaned_data),
    ):
        messages.success(request, _("Đã sửa kỳ đánh giá."))
        return redirect(round_)
    context = {
        "round": round_,
        "form": form,
        "version": version or round_.version,
        "step": present_step(round_),
        "taking_part": round_.taking_part.count(),
    }
    return render(request, "assessments/rounds/amend_round.html", context)


@read_or_write
def start_appraisal_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show in numbers who has not submitted; begin the appraisal once that is confirmed."""
    round_ = coordinated(request, pk)
    if round_.state != RoundState.OPEN:
        return redirect(round_)
    waiting = not_submitted_in(round_)["not_submitted"]
    data = request.POST if request.method == "POST" else None
    form = StepForm(data, round_=round_, leaves_undone=bool(waiting))
    count = as_seen(form.seen, not_submitted_in)
    if request.method == "POST" and run_form_action(
        form, lambda: start_appraisal(round_, by=request.user, count=count)
    ):
        messages.success(request, _("Đã bắt đầu thẩm định."))
        return redirect(round_)
    context = {
        "round": round_,
        "tally": tally_of(round_.taking_part),
        "waiting": waiting,
        "form": form,
        "seen": fingerprint_of(not_submitted_in(round_)),
        "can_start": _can_start(round_, waiting=waiting),
    }
    return render(request, "assessments/rounds/start_appraisal.html", context)


@read_or_write
def reopen_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a closed round back to the appraisal, with a reason."""
    round_ = coordinated(request, pk)
    if round_.state != RoundState.CLOSED:
        return redirect(round_)
    form = ReopeningForm(request.POST or None)
    if request.method == "POST" and run_form_action(
        form, lambda: reopen_round(round_, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Đã mở lại kỳ đánh giá."))
        return redirect(round_)
    context = {"round": round_, "form": form}
    return render(request, "assessments/rounds/reopen_round.html", context)


def _can_start(round_: Round, *, waiting: int) -> bool:
    """Whether the appraisal may begin: every unit has submitted, or the deadline has passed."""
    return not waiting or round_.submit_by <= timezone.now()


def _blocks_in(post: QueryDict) -> dict[str, str]:
    """Read the block of each unit code."""
    return {
        name.removeprefix("block-"): str(block)
        for name, block in post.items()
        if name.startswith("block-")
    }


def coordinated(request: StaffRequest, pk: int) -> Round:
    """Return a round that the person coordinates; 404 for one that they do not see."""
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_coordinate(request.user, round_.root):
        raise PermissionDenied
    return round_
