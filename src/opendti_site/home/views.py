"""The staff's landing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opendti_site.accounts.models import User
from opendti_site.home.queries import dashboards_of, tasks_of
from opendti_site.results.queries import lacks_worker


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """Show what this person has to do now, and how the open rounds stand."""
    user: User = request.user  # type: ignore[assignment]  # only people who signed in come here
    context = {
        "groups": tasks_of(user),
        "dashboards": dashboards_of(user),
        "lacks_worker": lacks_worker(user),
    }
    return render(request, "home/tasks.html", context)
