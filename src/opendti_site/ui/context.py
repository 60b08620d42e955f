"""What every page shell needs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest


def shell(request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001 -- the interface's shape
    """Say whether this is a demo, and which languages there are."""
    return {"demo": settings.DEMO, "site_languages": settings.LANGUAGES}
