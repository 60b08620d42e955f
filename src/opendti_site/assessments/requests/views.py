"""Pages on which appraisers and coordinators ask units about a criterion."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from opendti_site.accounts.conflicts import has_conflict
from opendti_site.accounts.page_actions import run_action, run_form_action
from opendti_site.accounts.requests import StaffRequest
from opendti_site.assessments.requests.actions import ask_requests, withdraw_request
from opendti_site.assessments.requests.enums import ASKING
from opendti_site.assessments.requests.forms import RequestForm
from opendti_site.assessments.requests.permissions import can_ask, is_asker
from opendti_site.assessments.requests.queries import askable
from opendti_site.assessments.rounds.bridge import criterion_of
from opendti_site.assessments.rounds.models import Round, Submission
from opendti_site.assessments.rounds.permissions import can_oversee
from opendti_site.assessments.rounds.queries import (
    rounds_visible_to,
    submissions_visible_to,
)
from opendti_site.organisations.models import Unit
from opendti_site.ui.request_numbers import read_number

EVERY_UNIT = "tat-ca"


@require_http_methods(["GET", "HEAD", "POST"])
def ask_page(request: StaffRequest, pk: int, criterion: str) -> HttpResponse:
    """Ask one or several units about a criterion."""
    round_ = get_object_or_404(rounds_visible_to(request.user), pk=pk)
    sheet = criterion_of(round_, criterion)
    if sheet is None:
        raise Http404
    rows, closed = _forms_to_ask(request, round_)
    back = _back(request, round_, criterion)
    if round_.state not in ASKING:
        return _refused(request, round_)
    candidates = askable(rows, round_, sheet, request.user)
    wanted = request.GET.getlist("don-vi")
    chosen = (
        [row.pk for row in candidates]
        if wanted == [EVERY_UNIT]
        else [read_number(text) for text in wanted]
    )
    form = RequestForm(
        request.POST or None,
        round_=round_,
        candidates=candidates,
        initial={"units": chosen},
    )
    if request.method == "POST" and run_form_action(
        form,
        lambda: ask_requests(
            round_, criterion, form.cleaned_data["units"], form.asked(), by=request.user
        ),
    ):
        messages.success(request, _words_of_sent(len(form.cleaned_data["units"])))
        return back
    context = {
        "round": round_,
        "sheet": sheet,
        "form": form,
        "candidates": candidates,
        "closed": closed,
        "back": back.url,
    }
    return render(request, "assessments/requests/ask.html", context)


def _refused(request: StaffRequest, round_: Round) -> HttpResponseRedirect:
    messages.error(
        request,
        _("Chỉ gửi được yêu cầu khi kỳ đánh giá ở bước thẩm định hoặc giải trình."),
    )
    return redirect(round_)


def _words_of_sent(n: int) -> str:
    words = ngettext(
        "Đã gửi yêu cầu tới %(n)d đơn vị.", "Đã gửi yêu cầu tới %(n)d đơn vị.", n
    )
    return words % {"n": n}


def _forms_to_ask(
    request: StaffRequest, round_: Round
) -> tuple[list[Submission], list[Unit]]:
    """Return the forms that a person sees in a round, and the units that a conflict of interest closes to them."""
    seen = submissions_visible_to(request.user).filter(round=round_)
    rows = list(seen.order_by("unit__path"))
    for row in rows:
        row.round = round_
    asks = is_asker(request.user, round_)
    closed = [row.unit for row in rows if asks and has_conflict(request.user, row.unit)]
    if not closed and not any(can_ask(request.user, row) for row in rows):
        raise PermissionDenied
    return rows, closed


@require_POST
def withdraw_step(request: StaffRequest, pk: int, number: int) -> HttpResponse:
    """Take a question back that waits for its reply."""
    rows = submissions_visible_to(request.user).select_related("round", "round__root")
    submission = get_object_or_404(rows.defer("round__framework_text"), pk=pk)
    asked = get_object_or_404(submission.criterion_requests, pk=number)
    run_action(
        request,
        lambda: withdraw_request(asked, by=request.user),
        _("Đã rút yêu cầu."),
    )
    return _back(request, submission.round, asked.criterion)


def _back(request: StaffRequest, round_: Round, criterion: str) -> HttpResponseRedirect:
    """Lead back to the grid of the criterion, for whoever may see it."""
    if can_oversee(request.user, round_.root):
        return redirect("assessments:criterion_grid", round_.pk, "appraised", criterion)
    return redirect(round_)
