"""The address that switches the language."""

from __future__ import annotations

from django.urls import path

from opendti_site.ui import views

urlpatterns = [
    path("ngon-ngu/<str:language>/", views.switch_language, name="switch_language"),
]
