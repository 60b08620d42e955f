"""Addresses of the API, and of the page that documents it."""

from __future__ import annotations

from typing import cast

from django.urls import URLPattern, include, path
from django.views.decorators.http import require_safe

from opendti_site.api.answering import ApiView, api_view
from opendti_site.api.v1.root import api
from opendti_site.api.views import documentation

PUBLIC = ("openapi-json", "editions", "edition", "edition_scores")
"""What strangers may read, and pages of other sites."""
DESCRIPTION = "openapi-json"
NAMELESS = "api-root"
"""Ninja's own address without a view of ours."""


def _wrapped() -> list[URLPattern]:
    patterns, _app, _namespace = api.urls
    found = []
    for pattern in cast("list[URLPattern]", patterns):
        if pattern.name != NAMELESS:
            view = cast("ApiView", pattern.callback)
            if pattern.name == DESCRIPTION:
                view = require_safe(view)  # ninja asks no method here
            pattern.callback = api_view(view, is_public=pattern.name in PUBLIC)
            found.append(pattern)
    return found


urlpatterns = [
    path("api/", documentation, name="api_documentation"),
    path("api/v1/", include((_wrapped(), "ninja"), namespace="api_v1")),
]
