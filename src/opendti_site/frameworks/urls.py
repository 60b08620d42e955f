"""Addresses of the shelf."""

from __future__ import annotations

from django.urls import path

from opendti_site.frameworks import views

app_name = "frameworks"
urlpatterns = [
    path("bo-chi-so/", views.shelf, name="shelf"),
    path("bo-chi-so/them/", views.adopt_framework, name="adopt_framework"),
    path("bo-chi-so/<str:identity>/", views.framework_page, name="framework_page"),
    path(
        "bo-chi-so/<str:identity>/tep.yaml", views.framework_file, name="framework_file"
    ),
]
