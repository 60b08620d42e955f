"""The staff's landing, and the page that leads through the setting up of a new site."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from opendti_site.accounts.models import User
from opendti_site.accounts.requests import StaffRequest
from opendti_site.home import actions
from opendti_site.home.permissions import can_set_up
from opendti_site.home.queries import (
    dashboards_of,
    first_steps,
    is_set_up,
    steps_ahead_of,
    tasks_of,
)
from opendti_site.results.queries import lacks_worker
from opendti_site.ui.context import WAY_BACK


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what this person has to do now, and how the open rounds stand; of an empty site, where to begin."""
    user: User = request.user  # type: ignore[assignment]  # only people who signed in come here
    dashboards = dashboards_of(user)
    ahead = None if dashboards else steps_ahead_of(user)
    if ahead and ahead.ministry is None:
        return redirect("home:first_steps")
    context = {
        "ahead": ahead,
        "groups": tasks_of(user),
        "dashboards": dashboards,
        "lacks_worker": lacks_worker(user),
    }
    return render(request, "home/tasks.html", context)


@require_safe
def first_steps_page(request: StaffRequest) -> HttpResponse:
    """Lead from the ministry to an open round; the pages of the steps then show the way back here."""
    if not can_set_up(request.user):
        raise PermissionDenied
    ended = is_set_up()
    request.session[WAY_BACK] = not ended
    context = {
        "found": first_steps(),
        "ended": ended,
        "mail_is_set": settings.MAIL_IS_SET,
    }
    return render(request, "home/first_steps.html", context)


@require_POST
def dismiss(request: StaffRequest) -> HttpResponse:
    """Stop leading; the page itself stays."""
    actions.dismiss_first_steps(by=request.user)
    request.session[WAY_BACK] = False
    return redirect("home:tasks")
