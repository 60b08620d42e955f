"""Addresses of the audit chain."""

from __future__ import annotations

from django.urls import path

from opendti_site.audit import views

app_name = "audit"
urlpatterns = [
    path("nhat-ky/", views.chain, name="chain"),
    path("nhat-ky/kiem-tra/", views.verifications, name="verifications"),
]
