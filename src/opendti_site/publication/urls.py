"""Public addresses, and the two pages where an edition is made."""

from __future__ import annotations

from django.urls import path

from opendti_site.publication import views

app_name = "publication"

urlpatterns = [
    path("", views.portal, name="portal"),
    path("tim/", views.search, name="search"),
    path("phuong-phap/", views.method, name="method"),
    path("du-lieu-mo/", views.open_data, name="open_data"),
    path("ket-qua/<slug:slug>.csv", views.scores_csv, name="scores_csv"),
    path("ket-qua/<slug:slug>.xlsx", views.scores_xlsx, name="scores_xlsx"),
    path("ket-qua/<slug:slug>/so-lieu.csv", views.answers_csv, name="answers_csv"),
    path(
        "ket-qua/<slug:slug>/bo-chi-so.yaml",
        views.framework_file,
        name="framework_file",
    ),
    path("ket-qua/<slug:slug>/ban-ke.json", views.manifest_file, name="manifest_file"),
    path("ket-qua/<slug:slug>/", views.ranking, name="ranking"),
    path("ket-qua/<slug:slug>/<str:code>/", views.unit, name="unit"),
    path("ket-qua/<slug:slug>/<str:code>/<str:node>/", views.node, name="node"),
    path(
        "ky/<int:round_id>/ket-qua/<int:run_id>/cong-bo/", views.publish, name="publish"
    ),
]
