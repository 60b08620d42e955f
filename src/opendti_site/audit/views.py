"""The pages of the audit chain."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from opendti_site.audit.queries import (
    acceptances_of,
    findings_of,
    last_results,
    lines_found,
    with_people,
)
from opendti_site.audit.verbs import known_verbs
from opendti_site.ui.paging import page_of


@require_safe
@permission_required("audit.view_auditline", raise_exception=True)
def chain(request: HttpRequest) -> HttpResponse:
    """Show the lines, newest first, by words and by verb."""
    text, verb = request.GET.get("q", ""), request.GET.get("verb", "")
    page = page_of(request, lines_found(text, verb), 50)
    context = {
        "page": page,
        "lines": with_people(page),
        "q": text,
        "verb": verb,
        "verbs": known_verbs(),
    }
    return render(request, "audit/chain.html", context)


@permission_required("audit.view_auditline", raise_exception=True)
def verifications(request: HttpRequest) -> HttpResponse:
    """Show what the last verifications found, the newest with its findings."""
    results = last_results()
    latest = results[0] if results else None
    context = {
        "results": results,
        "latest": latest,
        "findings": findings_of(latest),
        "acceptances": acceptances_of(latest),
    }
    return render(request, "audit/verifications.html", context)
