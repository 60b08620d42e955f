"""Pages of rehearsals: to set one up, and to delete it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from opendti_site.accounts.page_actions import run_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.rounds.actions import (
    discard_rehearsal,
    rehearse_round,
)
from opendti_site.assessments.rounds.models import Round
from opendti_site.assessments.rounds.rehearsals import (
    can_be_rehearsed,
    counts_in,
    rehearsal_title,
)
from opendti_site.assessments.rounds.views.pages import coordinated, read_or_write
from opendti_site.ui.confirming import TypedNameForm


@read_or_write
def rehearse_round_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Say what a rehearsal is; set it up, and lead to its units."""
    original = coordinated(request, pk)
    if not can_be_rehearsed(original):
        return redirect(original)
    made: list[Round] = []
    if request.method == "POST" and run_action(
        request,
        lambda: made.append(rehearse_round(original, by=request.user)),
        _("Đã lập kỳ chạy thử."),
    ):
        return redirect("assessments:open_round", made[0].pk)
    context = {
        # Not as `round`, by which the page would be marked as one of a rehearsal's.
        "original": original,
        "title": rehearsal_title(original.title),
        "units": original.taking_part.count(),
        "others": original.rehearsals.all(),
    }
    return render(request, "assessments/rounds/rehearse_round.html", context)


@read_or_write
def discard_rehearsal_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Say in numbers what a rehearsal holds; delete it once its name is typed."""
    round_ = coordinated(request, pk)
    if not round_.is_rehearsal:
        return redirect(round_)
    form = TypedNameForm(request.POST or None, name=round_.title)
    if request.method == "POST" and form.is_valid():
        done = _("Đã xóa kỳ chạy thử.")
        if run_action(
            request, lambda: discard_rehearsal(round_, by=request.user), done
        ):
            return redirect("assessments:rounds")
    context = {"round": round_, "form": form, "counts": counts_in(round_)}
    return render(request, "assessments/rounds/discard_rehearsal.html", context)
