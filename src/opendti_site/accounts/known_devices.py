"""Browsers from which a person has signed in before.

A signed cookie names the accounts. Wrong passwords typed elsewhere do not close this way in.
"""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import get_random_string

from opendti_site.accounts.models import User

COOKIE = "known_device"
SALT = "accounts.known_device"
AGE = 180 * 24 * 3600
MAX_PEOPLE = 5
"""How many accounts one browser keeps; an office's shared computer has a few."""


def device_of(request: HttpRequest, user: User | None) -> str:
    """Return the name of this browser where the person has signed in from it, else ""."""
    token, people = _read(request)
    return token if user is not None and user.pk in people else ""


def remember_device(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Note that the person has signed in from this browser."""
    token, people = _read(request)
    # The name of the browser, not of the person: it is counted by itself, and 22 letters are
    # 128 bits.
    token = token or get_random_string(22)
    kept = [user.pk, *(pk for pk in people if pk != user.pk)][:MAX_PEOPLE]
    response.set_cookie(
        COOKIE,
        signing.dumps([token, kept], salt=SALT),
        max_age=AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request: HttpRequest) -> tuple[str, list[int]]:
    try:
        token, people = signing.loads(
            request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE
        )
    except (signing.BadSignature, ValueError):
        return "", []
    return token, people
