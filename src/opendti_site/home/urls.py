"""Addresses of the staff's landing."""

from __future__ import annotations

from django.urls import path

from opendti_site.home import views

app_name = "home"

urlpatterns = [
    path("viec-cua-toi/", views.tasks, name="tasks"),
    path("bat-dau/", views.first_steps_page, name="first_steps"),
    path("bat-dau/an/", views.dismiss, name="dismiss_first_steps"),
]
