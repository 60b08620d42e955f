"""Addresses of requests about a criterion."""

from __future__ import annotations

from django.urls import path

from opendti_site.assessments.requests import views

urlpatterns = [
    path(
        "tham-dinh/<int:pk>/yeu-cau/<str:criterion>/",
        views.ask_page,
        name="ask_requests",
    ),
    path(
        "ho-so/<int:pk>/yeu-cau/<int:number>/rut/",
        views.withdraw_step,
        name="withdraw_request",
    ),
]
