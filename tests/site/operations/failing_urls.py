"""A page that fails, below the site's own handlers."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from opendti_site.config.urls import handler404, handler500, urlpatterns

__all__ = ["handler404", "handler500", "urlpatterns"]


@login_not_required
def _fails(_request: HttpRequest) -> HttpResponse:
    raise ValueError


urlpatterns = [path("fails/", _fails, name="fails"), *urlpatterns]
