"""What every page shell needs to know; the menus are made only where they are drawn."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from opendti_site.ui.navigation import menu_of


def shell(request: HttpRequest) -> dict[str, Any]:
    """Return the menus, the addresses of pages above, and whether this is a demo."""
    return {
        "demo": settings.DEMO,
        "oidc": settings.OIDC,
        "desk_url": settings.LOGIN_REDIRECT_URL,
        "search_url": settings.SEARCH_URL,
        "site_languages": settings.LANGUAGES,
        "public_menu": partial(menu_of, request, "public"),
        "staff_menu": partial(menu_of, request, "staff"),
    }
