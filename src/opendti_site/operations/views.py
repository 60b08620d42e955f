"""What machines that watch the site ask for."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from opendti_site.operations.health import parts
from opendti_site.operations.metrics import exposition
from opendti_site.operations.probes import IS_PROBE

logger = logging.getLogger(__name__)
NOT_STORED = {"Cache-Control": "no-store"}
View = Callable[[HttpRequest], HttpResponse]


def probe(view: View) -> View:
    """Answer at the exact address alone, and not below the folder of a language."""

    @login_not_required
    @wraps(view)
    def answer(request: HttpRequest) -> HttpResponse:
        if IS_PROBE not in request.META:
            raise Http404
        return view(request)

    return answer


@probe
@require_safe
def alive(_request: HttpRequest) -> HttpResponse:
    """Answer: this process does, whatever its database does."""
    return HttpResponse("ok\n", content_type="text/plain", headers=NOT_STORED)


@probe
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Name every part with its fault; 503 where there is one. `?exclude=worker` leaves a part out."""
    found = parts(frozenset(request.GET.getlist("exclude")))
    faults = [f"{part.name} {part.fault}" for part in found if part.fault]
    is_ready = not faults
    if faults:
        logger.warning("not ready: %s", "; ".join(faults))
    return JsonResponse(
        {
            "ready": is_ready,
            "parts": {part.name: part.fault or "ok" for part in found},
        },
        status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE,
        headers=NOT_STORED,
    )


@probe
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
