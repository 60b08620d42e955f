"""Addresses for machines; each of them is in `probes.PROBES` too."""

from __future__ import annotations

from django.urls import path

from opendti_site.operations import views

app_name = "operations"
urlpatterns = [
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    path("metrics", views.figures, name="figures"),
]
