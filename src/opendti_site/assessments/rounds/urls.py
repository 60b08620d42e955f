"""Addresses of rounds."""

from __future__ import annotations

from django.urls import path

from opendti_site.assessments.rounds import views

urlpatterns = [
    path("ky/", views.rounds, name="rounds"),
    path("ky/lap/", views.create_round_page, name="create_round"),
    path("ky/<int:pk>/", views.round_page, name="round_page"),
    path("ky/<int:pk>/mo/", views.open_round_page, name="open_round"),
    path("ky/<int:pk>/gia-han/", views.extend_round_page, name="extend_round"),
    path("ky/<int:pk>/sua-ky-dang-mo/", views.amend_round_page, name="amend_round"),
    path(
        "ky/<int:pk>/tham-dinh/bat-dau/",
        views.start_appraisal_page,
        name="start_appraisal",
    ),
    path("ky/<int:pk>/mo-lai/", views.reopen_round_page, name="reopen_round"),
    path("ky/<int:pk>/sua/", views.edit_round_page, name="edit_round"),
    path("ky/<int:pk>/chay-thu/", views.rehearse_round_page, name="rehearse_round"),
    path(
        "ky/<int:pk>/xoa-ky-chay-thu/",
        views.discard_rehearsal_page,
        name="discard_rehearsal",
    ),
    path("ky/<int:pk>/bo/", views.discard_round_page, name="discard_round"),
]
