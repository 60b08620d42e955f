"""Every address of the site; each capability writes its own below the root."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include(f"opendti_site.{name}.urls")) for name in settings.CAPABILITIES
]
handler400 = "opendti_site.ui.views.bad_request"
handler403 = "opendti_site.ui.views.permission_denied"
handler404 = "opendti_site.ui.views.page_not_found"
handler429 = "opendti_site.ui.views.too_many_requests"  # allauth asks for it
handler500 = "opendti_site.ui.views.server_error"
