"""Pages for requests that cannot be answered, and the switch of the language."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponseRedirect, HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from opendti_site.ui.language import remember_language

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a request that makes no sense."""
    return _failure(request, HTTPStatus.BAD_REQUEST)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a request that this person may not make."""
    return _failure(request, HTTPStatus.FORBIDDEN)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a request for what is not there."""
    return _failure(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer when the fault is ours, without the menus, which may be what failed."""
    page = render_to_string("ui/failure.html", {"status": 500})
    return HttpResponseServerError(page)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a form that was open for too long or came from elsewhere."""
    return render(
        request, "ui/failure.html", {"status": "csrf"}, status=HTTPStatus.FORBIDDEN
    )


def _failure(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    return render(request, "ui/failure.html", {"status": int(status)}, status=status)


@login_not_required
@require_safe
def switch_language(request: HttpRequest, language: str) -> HttpResponse:
    """Remember the reader's language and go back to the page."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    back = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = "/"
    response = HttpResponseRedirect(back)
    remember_language(response, language)
    return response
