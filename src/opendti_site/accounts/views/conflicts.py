"""Pages of conflicts of interest: one's own, and those of people whom one looks after."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opendti_site.accounts import actions
from opendti_site.accounts.conflict_forms import ConflictForm, EndConflictForm
from opendti_site.accounts.conflicts import conflicts_of
from opendti_site.accounts.models import User
from opendti_site.accounts.page_actions import run_action, run_form_action
from opendti_site.accounts.permissions import can_end_conflict
from opendti_site.accounts.requests import signed_in
from opendti_site.accounts.views.people import managed
from opendti_site.ui.request_numbers import read_number


@require_http_methods(["GET", "HEAD", "POST"])
def own_conflicts(request: HttpRequest) -> HttpResponse:
    """Show one's own conflicts of interest; declare one, or end one that oneself declared."""
    by = signed_in(request)
    return _page(request, by, by)


@require_http_methods(["GET", "HEAD", "POST"])
def person_conflicts(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the conflicts of interest of somebody whom one looks after; record one, or end one."""
    by, person = managed(request, pk)
    return _page(request, by, person)


def _page(request: HttpRequest, by: User, person: User) -> HttpResponse:
    ends = request.POST.get("act") == "end"
    posted = request.POST if request.method == "POST" and not ends else None
    form = ConflictForm(posted, by=by, person=person)
    if ends:
        _end(request, by, person)
        return redirect(request.path)
    if posted is not None and run_form_action(
        form,
        lambda: actions.declare_conflict(user=person, by=by, **form.cleaned_data),
    ):
        messages.success(request, _("Đã ghi xung đột lợi ích."))
        return redirect(request.path)
    context = {
        "person": person,
        "is_oneself": by == person,
        "form": form,
        "conflicts": [
            (conflict, conflict.can_end and can_end_conflict(by, conflict))
            for conflict in conflicts_of(person)
        ],
    }
    status = 422 if posted is not None else 200
    return render(request, "accounts/conflicts.html", context, status=status)


def _end(request: HttpRequest, by: User, person: User) -> None:
    """End a conflict of this person as posted, or say why not."""
    key = read_number(request.POST.get("conflict", ""))
    conflict = get_object_or_404(conflicts_of(person), pk=key)
    form = EndConflictForm(request.POST)
    reason = form.cleaned_data["end_reason"] if form.is_valid() else ""
    run_action(
        request,
        lambda: actions.end_conflict(conflict, reason=reason, by=by),
        _("Đã kết thúc xung đột lợi ích."),
    )
