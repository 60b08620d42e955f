"""Pages of rounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from opendti_site.assessments.acts import attempted, filled
from opendti_site.assessments.rounds.actions import (
    close_round,
    create_round,
    extend_round,
    open_round,
    start_appraisal,
)
from opendti_site.assessments.rounds.bridge import framework_page
from opendti_site.assessments.rounds.enums import RoundState
from opendti_site.assessments.rounds.forms import ExtensionForm, RoundForm
from opendti_site.assessments.rounds.permissions import (
    can_coordinate,
    can_judge_any,
    can_oversee,
)
from opendti_site.assessments.rounds.queries import (
    STANDINGS,
    candidates_for,
    found_among,
    progress_of,
    rounds_visible_to,
    rounds_with_progress,
    tally_of,
)
from opendti_site.ui.paging import page_of

if TYPE_CHECKING:
    from django.http import HttpResponse

    from opendti_site.accounts.requests import StaffRequest
    from opendti_site.assessments.rounds.models import Round

read_or_write = require_http_methods(["GET", "HEAD", "POST"])


@require_GET
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
    if request.method == "POST" and filled(
        form, lambda: made.append(create_round(form.draft(), by=request.user))
    ):
        return redirect("assessments:open_round", made[0].pk)
    return render(request, "assessments/rounds/create_round.html", {"form": form})


@read_or_write
def open_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show every unit with its block, to be changed, and open the round."""
    round_ = _coordinated(request, pk)
    if round_.state != RoundState.DRAFT:
        return redirect(round_)
    if request.method == "POST":
        blocks = {
            name.removeprefix("block-"): block
            for name, block in request.POST.items()
            if name.startswith("block-") and isinstance(block, str)
        }
        done = _("Đã mở kỳ đánh giá.")
        if attempted(
            request, lambda: open_round(round_, by=request.user, blocks=blocks), done
        ):
            return redirect(round_)
    candidates, framework_blocks = candidates_for(round_)
    context = {"round": round_, "candidates": candidates, "blocks": framework_blocks}
    return render(request, "assessments/rounds/open_round.html", context)


@require_GET
def round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Show how far each unit has come."""
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    can_manage = can_coordinate(request.user, round_.root)
    if round_.state == RoundState.DRAFT and can_manage:
        return redirect("assessments:open_round", pk)
    rows = progress_of(round_, request.user)
    text, standing = request.GET.get("q", ""), request.GET.get("muc", "")
    page = page_of(request, found_among(rows, text, standing))
    for row in page:
        row.round = round_
    context = {
        "round": round_,
        "rows": page,
        "q": text,
        "standing": standing,
        "standings": [(code, words) for code, (words, _rows) in STANDINGS.items()],
        "tally": tally_of(rows),
        "page": framework_page(round_),
        "can_manage": can_manage,
        "can_appraise": can_judge_any(request.user),
        "can_oversee": can_oversee(request.user, round_.root),
    }
    return render(request, "assessments/rounds/round_page.html", context)


@read_or_write
def extend_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Move the deadline, with a reason."""
    round_ = _coordinated(request, pk)
    form = ExtensionForm(request.POST or None, initial={"submit_by": round_.submit_by})
    if request.method == "POST" and filled(
        form, lambda: extend_round(round_, by=request.user, **form.cleaned_data)
    ):
        return redirect(round_)
    context = {"round": round_, "form": form}
    return render(request, "assessments/rounds/extend_round.html", context)


@require_POST
def start_appraisal_step(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin the appraisal."""
    round_ = _coordinated(request, pk)
    attempted(
        request,
        lambda: start_appraisal(round_, by=request.user),
        _("Đã bắt đầu thẩm định."),
    )
    return redirect(round_)


@require_POST
def close_round_step(request: StaffRequest, pk: int) -> HttpResponse:
    """End the round."""
    round_ = _coordinated(request, pk)
    attempted(
        request, lambda: close_round(round_, by=request.user), _("Đã đóng kỳ đánh giá.")
    )
    return redirect(round_)


def _coordinated(request: StaffRequest, pk: int) -> Round:
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    if not can_coordinate(request.user, round_.root):
        raise PermissionDenied
    return round_
