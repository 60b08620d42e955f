"""What machines that watch the site ask for."""

from __future__ import annotations

from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from opendti_site.operations.health import parts
from opendti_site.operations.metrics import exposition

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


@login_not_required
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Return the figures to whoever has the token; without a token there is no such address."""
    if not settings.METRICS_TOKEN:
        return _refused(HTTPStatus.NOT_FOUND)
    sent = request.headers.get("Authorization", "")
    if not constant_time_compare(sent, f"Bearer {settings.METRICS_TOKEN}"):
        return _refused(HTTPStatus.UNAUTHORIZED, **{"WWW-Authenticate": "Bearer"})
    return HttpResponse(
        exposition(), content_type=CONTENT_TYPE_LATEST, headers=NOT_STORED
    )


def _refused(status: HTTPStatus, **headers: str) -> HttpResponse:
    return HttpResponse(
        f"{status.phrase}\n",
        status=status,
        content_type="text/plain",
        headers=NOT_STORED | headers,
    )
