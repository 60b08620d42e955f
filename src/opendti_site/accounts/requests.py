"""The request of a signed-in person: what every page behind the sign-in receives."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from opendti_site.accounts.models import User


class StaffRequest(HttpRequest):
    """A request behind `LoginRequiredMiddleware`, so its user is a person."""

    user: User
    htmx: HtmxDetails


def signed_in(request: HttpRequest) -> User:
    """Return the person, whom the middleware has let through."""
    return cast("User", request.user)
