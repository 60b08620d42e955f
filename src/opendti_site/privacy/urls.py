"""Addresses of personal data."""

from __future__ import annotations

from django.urls import path

from opendti_site.privacy import views

app_name = "privacy"
urlpatterns = [
    path("du-lieu-ca-nhan/", views.register, name="register"),
    path("du-lieu-ca-nhan/cua-toi/", views.export_own, name="export_own"),
    path("nguoi-dung/<int:pk>/du-lieu/", views.export_person, name="export_person"),
    path("nguoi-dung/<int:pk>/xoa-du-lieu/", views.erase, name="erase"),
]
