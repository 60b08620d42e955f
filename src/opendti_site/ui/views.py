"""Pages for requests that cannot be answered."""

from __future__ import annotations

import sys
from http import HTTPStatus

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseServerError,
    RawPostDataException,
)
from django.http.multipartparser import MultiPartParserError
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.template.loader import render_to_string

from opendti_site.ui.space import is_out_of_space


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a request that makes no sense."""
    return _failure(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a request that this person may not make."""
    return _failure(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a request for what is not there."""
    return _failure(request, HTTPStatus.NOT_FOUND)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    """Answer somebody who signs in too often, or cannot be counted."""
    return _failure(request, HTTPStatus.TOO_MANY_REQUESTS)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when the fault is ours, without the menus, which may be what failed."""
    if is_out_of_space(sys.exception()):
        return _no_space(request)
    number = request.META.get("opendti.request_id", "")
    about = {"status": 500, "request_id": number}
    page = render_to_string("ui/failure.html", about)
    return HttpResponseServerError(page)


def _no_space(request: HttpRequest) -> HttpResponse:
    """Explain that nothing can be stored, and offer to send again what was typed."""
    part = request.headers.get("HX-Request")
    page = render_to_string(
        "ui/_no_space.html" if part else "ui/no_space.html",
        {
            "typed": _posted_fields(request),
            "csrf": get_token(request),
            "path": request.path,
        },
    )
    status = HTTPStatus.INSUFFICIENT_STORAGE
    return HttpResponse(page, status=status, headers={"Cache-Control": "no-store"})


def _posted_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """Return the fields of a form that was sent, but for secrets and files."""
    try:
        fields = list(request.POST.lists())
    except (OSError, MultiPartParserError, RawPostDataException):
        return []  # the form itself found no space
    return [
        (name, value)
        for name, values in fields
        for value in values
        if "password" not in name and name != "csrfmiddlewaretoken"
    ]


def _failure(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    return render(request, "ui/failure.html", {"status": int(status)}, status=status)
