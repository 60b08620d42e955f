"""A form that came without a session, or with a token of the session before: nothing typed is lost.

Nothing is stored for strangers. The answer is a page that holds what was typed in a form of its
own, and sends it again once the person has signed in. Only what came from a page of this site is
offered again: a form that another site had sent would otherwise wait for one careless click.
"""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render

from opendti_site.accounts.field_words import typed_lines

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 -- the name of Django's field
ENDED, STALE = "ended", "stale"


def session_ended(request: HttpRequest) -> HttpResponse:
    """Answer a part or a form of a page whose session has ended: 401."""
    if "HX-Request" in request.headers:
        page = "accounts/session_ended.html"
        return render(request, page, status=HTTPStatus.UNAUTHORIZED)
    return _send_again(request, ENDED, HTTPStatus.UNAUTHORIZED)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 -- Django's shape
    """Answer a form whose token is of another sign-in, was open too long or came from elsewhere."""
    if "HX-Request" in request.headers:
        response = render(request, "accounts/session_ended.html", status=403)
        response["X-Form-Expired"] = "1"
        return response
    if not is_from_here(request):
        return render(request, "ui/failure.html", {"status": "csrf"}, status=403)
    why = STALE if request.user.is_authenticated else ENDED
    return _send_again(request, why, HTTPStatus.FORBIDDEN)


def is_from_here(request: HttpRequest) -> bool:
    """Return whether the browser attests that a page of this site sent the form."""
    site = request.headers.get("Sec-Fetch-Site")
    # Browsers set it and pages cannot; the older `Origin` is asked for only where it is
    # missing.
    if site is not None:
        return site == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"


def _send_again(request: HttpRequest, why: str, status: HTTPStatus) -> HttpResponse:
    get_token(request)
    fields = _posted_fields(request) if is_from_here(request) else []
    context = {
        "why": why,
        "fields": fields,
        "typed": typed_lines(request, fields),
        "files": list(request.FILES) if is_from_here(request) else [],
        "can_send": is_from_here(request) and request.method == "POST",
    }
    return render(request, "accounts/send_again.html", context, status=status)


def _posted_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """List what was typed, less the token and passwords, which are typed again."""
    return [
        (name, str(value))
        for name, values in request.POST.lists()
        for value in values
        # Not written into a page that lies open on a screen until somebody signs in.
        if name != TOKEN and "password" not in name
    ]
