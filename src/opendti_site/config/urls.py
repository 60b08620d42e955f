"""Every address of the site; each capability writes its own below the root."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.urls import URLPattern, URLResolver, include, path
from django.views.i18n import set_language

urlpatterns: list[URLPattern | URLResolver] = [
    path("ngon-ngu/", login_not_required(set_language), name="set_language"),
    *(
        path("", include(f"opendti_site.{name}.urls"))
        for name in settings.CAPABILITIES
        if (settings.SITE_DIR / name / "urls.py").exists()
    ),
]
handler400 = "opendti_site.ui.views.bad_request"
handler403 = "opendti_site.ui.views.permission_denied"
handler404 = "opendti_site.ui.views.page_not_found"
handler500 = "opendti_site.ui.views.server_error"
