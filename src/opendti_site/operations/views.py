"""What machines that watch the site ask for."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from opendti_site.operations.health import parts

NOT_STORED = {"Cache-Control": "no-store"}


@login_not_required
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """Answer: this process does, whatever its database does."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NOT_STORED)


@login_not_required
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Name every part with its fault; 503 where there is one. `?exclude=worker` leaves a part out."""
    found = parts(frozenset(request.GET.getlist("exclude")))
    is_ready = not any(part.fault for part in found)
    return JsonResponse(
        {
            "ready": is_ready,
            "parts": {part.name: part.fault or "ok" for part in found},
        },
        status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
        headers=NOT_STORED,
    )
