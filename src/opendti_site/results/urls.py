"""Addresses of a round's results."""

from __future__ import annotations

from django.urls import path

from opendti_site.results import views

app_name = "results"

urlpatterns = [
    path("lan-tinh/", views.all_runs, name="all_runs"),
    path("ky/<int:round_id>/ket-qua/", views.runs_page, name="runs"),
    path("ky/<int:round_id>/ket-qua/tinh/", views.request_run, name="request_run"),
    path("ky/<int:round_id>/ket-qua/<int:run_id>/", views.run_page, name="run"),
    path(
        "ky/<int:round_id>/ket-qua/<int:run_id>/<str:unit>/<str:node>/",
        views.explanation,
        name="explanation",
    ),
]
