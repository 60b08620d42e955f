"""What every page shell needs to know; the menus are made only where they are drawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.translation import get_language

from opendti_site.ui.language import in_language
from opendti_site.ui.navigation import menu_of

WAY_BACK = "way_back_to_first_steps"
"""The session's note that its person is setting up the site, and wants to come back to the steps."""


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the menus, the addresses of pages above, and whether this is a demo."""
    return {
        "demo": settings.DEMO,
        "oidc": settings.OIDC,
        "desk_url": resolve_url(settings.LOGIN_REDIRECT_URL),
        "search_url": resolve_url(settings.SEARCH_URL),
        "languages": partial(_languages, request),
        "public_menu": partial(menu_of, request, "public"),
        "staff_menu": partial(menu_of, request, "staff"),
        "is_setting_up": partial(_is_setting_up, request),
    }


def _languages(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the languages, each with the address of this page in it."""
    path, origin = request.get_full_path(), origin_of(request)
    return [
        {
            "code": code,
            "name": name,
            "path": in_language(path, code),
            "address": origin + in_language(path, code),
            "is_chosen": code == get_language(),
        }
        for code, name in settings.LANGUAGES
    ]


def _is_setting_up(request: HttpRequest) -> bool:
    """Return whether the page shows the way back to the first steps."""
    session = getattr(request, "session", None)
    return bool(session and session.get(WAY_BACK))


def origin_of(request: HttpRequest) -> str:
    """Return scheme and host that were asked for; of a host that is not ours, our own.

    The page that refuses such a host is drawn by the same shell.
    """
    try:
        return f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return str(settings.SITE_URL)
