"""What holds for every request: who must sign in first, change a password first, and what is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from opendti_site.accounts.sending_again import session_ended

Answer = Callable[[HttpRequest], HttpResponseBase]


class SignInMiddleware(LoginRequiredMiddleware):
    """Default deny; where a session ended under an open page, what was typed is kept.

    A page that is asked for leads to the sign-in page and comes back. Whatever was sent, or asked
    for by a part of a page, is answered by 401 and never by a redirect, which would pour the
    sign-in page into the part and drop what was typed.
    """

    def handle_no_permission(  # type: ignore[override]  # an answer that is no redirect
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponseBase:
        """Answer a stranger."""
        if request.method in {"GET", "HEAD"} and "HX-Request" not in request.headers:
            return super().handle_no_permission(request, view_func)
        return session_ended(request)


def first_password_changed(get_response: Answer) -> Answer:
    """Lead whose password someone else has set to the page that changes it, until that is done."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        user = request.user
        if not getattr(user, "must_change_password", False):
            return get_response(request)
        open_paths = (reverse("account_change_password"), reverse("account_logout"))
        if request.path in open_paths:
            return get_response(request)
        # A redirect would be followed by htmx and its page poured into the part.
        if "HX-Request" in request.headers:
            return HttpResponse(headers={"HX-Redirect": open_paths[0]})
        return redirect("account_change_password")

    return answer


def private_pages_not_stored(get_response: Answer) -> Answer:
    """Forbid browsers and proxies to keep what only this person may see.

    Everything that needs a sign-in, and every page that a signed-in person got: it bears the
    name. Public pages and static files may be kept.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        # None for an address that no view has: such an answer is not public either.
        match = request.resolver_match
        is_public = match is not None and not getattr(
            match.func, "login_required", True
        )
        if request.user.is_authenticated or not is_public:
            response["Cache-Control"] = "private, no-store"
        return response

    return answer
