"""
How long browsers and proxies may keep what everyone may read.

Editions are rows that are written once: all that the public pages show follows from which
editions there are, from the release of the software, and from the address and the
language that were asked for. So their tag needs one small query, and an unchanged page is
answered by 304 without being made. A page is asked about again after a minute, for a
correction must show; an edition's files stay what they are. Whoever brings a session or a
message gets an answer of their own, that nobody keeps.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from opendti_site.publication.models import Edition
from opendti_site.results.bridge import engine_version

View = Callable[..., HttpResponse]


PAGE = "public, max-age=60"
FILE = "public, max-age=3600"
OWN = "private, no-store"
MESSAGES_COOKIE = "messages"
CACHED_STATUSES = {HTTPStatus.OK, HTTPStatus.NOT_MODIFIED}


def public_page(view: View) -> View:
    """Serve a page to everyone: to be read only, compressed, and kept for a minute."""
    tagged = condition(etag_func=tag_of)(view)
    return login_not_required(
        require_safe(gzip_page(_with_cache_headers(tagged, PAGE)))
    )


def public_file(view: View) -> View:
    """Serve a file of an edition to everyone; it may be kept for an hour."""
    tagged = condition(etag_func=tag_of)(view)
    return login_not_required(require_safe(_with_cache_headers(tagged, FILE)))


def tag_of(request: HttpRequest, *_args: Any, **_kwargs: Any) -> str | None:
    """Return the tag of what this address shows now; None where it may not be kept."""
    if not is_shared(request):
        return None
    newest = Edition.objects.aggregate(newest=Max("pk"))["newest"]
    # The newest edition's key stands for all of them: rows are only added. A withdrawn proposal
    # shows nowhere.
    parts = (engine_version(), newest, request.LANGUAGE_CODE, request.get_full_path())
    return f'"{hashlib.sha256(repr(parts).encode()).hexdigest()[:32]}"'


def is_shared(request: HttpRequest) -> bool:
    """Whether the answer is the same for everyone: no session, and no message to be shown."""
    own = {settings.SESSION_COOKIE_NAME, MESSAGES_COOKIE}
    return own.isdisjoint(request.COOKIES)


def _with_cache_headers(view: View, policy: str) -> View:
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        # A 404 may be an edition a minute later, and an error page is nobody's.
        if response.status_code in CACHED_STATUSES:
            response["Cache-Control"] = policy if is_shared(request) else OWN
        return response

    return answer
