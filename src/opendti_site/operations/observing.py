"""What is written down of every request: a log line and figures, neither with what was asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from time import perf_counter
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from opendti_site.operations import metrics
from opendti_site.operations.logs import event, logged_with, view_of
from opendti_site.operations.probes import PROBES

logger = logging.getLogger("opendti.access")
Answer = Callable[[HttpRequest], HttpResponseBase]

ID = re.compile(r"[A-Za-z0-9._-]{8,128}")
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
STATIC = "static"


def observed(get_response: Answer) -> Answer:
    """Give each request an id, time it, count it and log it."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        request_id = id_of(request)
        request.META["opendti.request_id"] = request_id
        began = perf_counter()
        with logged_with(request_id=request_id):
            response = get_response(request)
            _note(request, response, perf_counter() - began)
        response["X-Request-ID"] = request_id
        return response

    return answer


def id_of(request: HttpRequest) -> str:
    """Return the id that our own proxy gave the request, if it gives one, or a new one."""
    is_ours = settings.TRUSTED_PROXY and settings.PROXY_REQUEST_ID
    sent = request.headers.get("X-Request-ID", "") if is_ours else ""
    return sent if ID.fullmatch(sent) else uuid4().hex


def _note(request: HttpRequest, response: HttpResponseBase, seconds: float) -> None:
    view = _view_name(request)
    method = request.method if request.method in METHODS else "other"
    metrics.count_request(view, str(method), response.status_code, seconds)
    is_noise = view == STATIC or request.path_info in PROBES
    # Django's own memory of who asks: `request.user` would query where nobody has asked yet.
    user = getattr(request, "_cached_user", None)
    event(
        logger,
        logging.DEBUG if is_noise else logging.INFO,
        f"{method} {view} {response.status_code}",
        method=method,
        view=view,
        status=response.status_code,
        duration_ms=round(seconds * 1000, 1),
        user=getattr(user, "pk", None),
    )


def _view_name(request: HttpRequest) -> str:
    is_static = request.path_info.startswith(settings.STATIC_URL)
    return STATIC if is_static else view_of(request)
