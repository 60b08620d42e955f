"""Addresses of reminders."""

from __future__ import annotations

from django.urls import path

from opendti_site.reminders import views

app_name = "reminders"

urlpatterns = [
    path("ky/<int:pk>/don-doc/", views.follow_up, name="follow_up"),
    path("ky/<int:pk>/don-doc/gui/", views.remind, name="remind"),
    path("viec/lich.ics", views.calendar, name="calendar"),
    path("tai-khoan/nhac-viec/", views.choose, name="choose"),
]
