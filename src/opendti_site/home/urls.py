"""Addresses of the staff's landing."""

from __future__ import annotations

from django.urls import path

from opendti_site.home import views

app_name = "home"

urlpatterns = [
    path("viec-cua-toi/", views.tasks, name="tasks"),
    path("ky/<int:pk>/tien-do/", views.progress, name="progress"),
    path(
        "ky/<int:pk>/tien-do/<str:kind>.xlsx", views.progress_xlsx, name="progress_xlsx"
    ),
    path("bat-dau/", views.first_steps_page, name="first_steps"),
    path("bat-dau/an/", views.dismiss, name="dismiss_first_steps"),
]
