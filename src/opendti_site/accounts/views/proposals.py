"""The page of roles that wait for a second person."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from opendti_site.accounts import actions
from opendti_site.accounts.models import User
from opendti_site.accounts.page_actions import run_action
from opendti_site.accounts.permissions import can_manage_people, can_settle_proposal
from opendti_site.accounts.queries import proposals_for, settled_proposals
from opendti_site.accounts.requests import signed_in
from opendti_site.ui.request_numbers import read_number

LAST = 20
"""Settled proposals that the page lists."""


@require_http_methods(["GET", "HEAD", "POST"])
def role_proposals(request: HttpRequest) -> HttpResponse:
    """Show which roles wait for a second person, and settle one."""
    by = signed_in(request)
    if not can_manage_people(by):
        raise PermissionDenied
    if request.method == "POST":
        _settle(request, by)
        return redirect("accounts:role_proposals")
    context = {
        "proposals": [
            (row, row.proposed_by_id == by.pk, can_settle_proposal(by, row))
            for row in proposals_for(by)
        ],
        "settled": settled_proposals(by, LAST),
    }
    return render(request, "accounts/role_proposals.html", context)


def _settle(request: HttpRequest, by: User) -> None:
    """Confirm, decline or withdraw a proposal as posted, or say why not."""
    key = read_number(request.POST.get("proposal", ""))
    found = next((row for row in proposals_for(by) if row.pk == key), None)
    if found is None:
        messages.error(request, _("Đề nghị này đã được xử lý hoặc đã quá hạn."))
    elif request.POST.get("act") == "confirm":
        run_action(
            request,
            lambda: actions.confirm_role_proposal(found, by=by),
            _("Đã xác nhận đề nghị."),
        )
    else:
        reason = request.POST.get("reason", "")
        run_action(
            request,
            lambda: actions.withdraw_role_proposal(found, by=by, reason=reason),
            _("Đề nghị không được thực hiện; vai trò giữ nguyên."),
        )
