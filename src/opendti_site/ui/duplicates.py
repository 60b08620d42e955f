"""Two people who write the same identity at once: the second one gets a message."""

from __future__ import annotations

import logging
from collections.abc import Callable
from http import HTTPStatus

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

logger = logging.getLogger(__name__)
_UNIQUE_VIOLATION = "23505"
"""PostgreSQL's; SQLite has words only."""


class DuplicateIdentityMiddleware:
    """
    Answer a broken unique constraint with a page in words.

    Forms and actions look for a duplicate first and name the field. Between their look
    and the write another request may write the same; then the database refuses, the
    transaction is undone, and this middleware answers so for every action.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on; only what a view raises is of interest."""
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Answer a duplicate; leave every other fault, also those of other constraints."""
        if not isinstance(exception, IntegrityError) or not is_duplicate(exception):
            return None
        match = request.resolver_match
        view = match.view_name if match else "unknown"
        logger.warning("refused a duplicate at %s: %s", view, broken(exception))
        page = render_to_string("ui/failure.html", {"status": "duplicate"})
        return HttpResponse(page, status=HTTPStatus.CONFLICT)


def is_duplicate(error: IntegrityError) -> bool:
    """Distinguish a broken unique constraint from other broken ones, on both databases."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state == _UNIQUE_VIOLATION or "UNIQUE constraint failed" in str(error)


def broken(error: IntegrityError) -> str:
    """Name the constraint that was broken; PostgreSQL's own words hold what was typed."""
    diagnostics = getattr(error.__cause__, "diag", None)
    return (
        getattr(diagnostics, "constraint_name", None) or str(error).partition("\n")[0]
    )
